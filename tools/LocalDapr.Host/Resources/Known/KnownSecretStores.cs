namespace LocalDapr.Resources;

/// <summary>Secret stores and their metadata.</summary>
internal static class KnownSecretStores
{
    /// <summary>The types.</summary>
    public static IReadOnlyList<KnownComponent> All { get; } =
    [
        KnownComponent.Of("secretstores.local.file", "v1", "secretsFile:path! nestedSeparator multiValued:bool"),
        KnownComponent.Of("secretstores.local.env", "v1", "prefix"),
    ];
}
