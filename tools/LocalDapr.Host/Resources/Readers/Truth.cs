namespace LocalDapr.Resources;

/// <summary>Booleans as Dapr's metadata writes them.</summary>
internal static class Truth
{
    private static readonly string[] Yes = ["y", "yes", "true", "t", "on", "1"];
    private static readonly string[] No = ["", "n", "no", "false", "f", "off", "0"];

    /// <summary>True for the texts that mean yes.</summary>
    /// <param name="text">The text, or null.</param>
    /// <returns>True or false.</returns>
    public static bool IsTrue(string? text) => Yes.Contains(text?.Trim(), StringComparer.OrdinalIgnoreCase);

    /// <summary>True for a text that means yes or no.</summary>
    /// <param name="text">The text.</param>
    /// <returns>False: Dapr would take it for no without a word.</returns>
    public static bool IsKnown(string text) => IsTrue(text) || No.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase);
}
