namespace LocalDapr.Resources;

/// <summary>How resources are read.</summary>
internal sealed record LoadOptions
{
    /// <summary>True: what Dapr passes over in silence is a warning. Default false: it is an error.</summary>
    public bool Lenient { get; init; }

    /// <summary>Environment of the sidecar, for <c>envRef</c> and <c>secretstores.local.env</c>; default that of this process.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Folder from which relative paths in metadata are taken; default the current one.</summary>
    public string BaseDirectory { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>Folder in which databases with a relative path lie; null: the base directory.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Apps that run together; null where they are not known. A policy target outside of them is warned of.</summary>
    public IReadOnlyCollection<string>? Apps { get; init; }

    /// <summary>The environment of this process.</summary>
    /// <returns>Name and value.</returns>
    public static Dictionary<string, string> ProcessEnvironment() =>
        System.Environment.GetEnvironmentVariables()
            .Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "", StringComparer.Ordinal);
}
