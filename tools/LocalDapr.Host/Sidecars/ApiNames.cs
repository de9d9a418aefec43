namespace LocalDapr.Sidecars;

/// <summary>What Dapr refuses in names and methods that become a part of a path.</summary>
internal static class ApiNames
{
    private const string Reserved = "dapr.internal.";

    /// <summary>Whether an actor type is one of the workflow engine's own, which the actor API leaves alone.</summary>
    /// <param name="actorType">The type.</param>
    /// <returns>True or false.</returns>
    public static bool IsReserved(string actorType) => actorType.StartsWith(Reserved, StringComparison.Ordinal);

    /// <summary>Looks at a name: one segment of a path.</summary>
    /// <param name="name">The name.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? ProblemOfName(string name) =>
        Problem("name", name, "#?\0/\\") ?? (name is "." or ".." ? $"name is a path traversal sequence: \"{name}\"" : null);

    /// <summary>Looks at a method: the rest of a path.</summary>
    /// <param name="method">The method, decoded.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? ProblemOfMethod(string method) => Problem("method", method, "#?\0");

    private static string? Problem(string what, string text, string forbidden)
    {
        if (text.AsSpan().IndexOfAny(forbidden) >= 0)
            return $"{what} contains forbidden character: \"{text}\"";
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is < ' ' or '\u007f')
                return $"{what} contains control character at position {i}: \"{text}\"";
        }

        return null;
    }
}
