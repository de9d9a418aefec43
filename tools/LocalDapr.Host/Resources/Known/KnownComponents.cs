namespace LocalDapr.Resources;

/// <summary>The component types of LocalDapr, and the names of those that only Dapr has.</summary>
internal static class KnownComponents
{
    private static readonly Dictionary<string, KnownComponent> ByType =
        new KnownComponent[][] { [.. KnownStateStores.All], [.. KnownPubSub.All], [.. KnownBindings.All], [.. KnownSecretStores.All], [.. KnownConfigurationStores.All] }
            .SelectMany(list => list)
            .ToDictionary(c => c.Type, StringComparer.Ordinal);

    /// <summary>All types that work here.</summary>
    public static IReadOnlyCollection<string> Types => ByType.Keys;

    /// <summary>A type that works here.</summary>
    /// <param name="type">Its name.</param>
    /// <returns>The type, or null.</returns>
    public static KnownComponent? Find(string type) => ByType.GetValueOrDefault(type);

    /// <summary>True for a type that Dapr has and LocalDapr has not.</summary>
    /// <param name="type">Its name.</param>
    /// <returns>True or false.</returns>
    public static bool IsDaprOnly(string type) => DaprOnlyComponents.Types.Contains(type);

    /// <summary>The nearest of all names, for a message.</summary>
    /// <param name="type">The unknown name.</param>
    /// <returns>A sentence, or an empty text.</returns>
    public static string Hint(string type) => NearestName.Hint(type, [.. ByType.Keys, .. DaprOnlyComponents.Types]);
}
