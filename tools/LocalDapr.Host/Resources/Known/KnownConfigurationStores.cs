namespace LocalDapr.Resources;

/// <summary>Configuration stores and their metadata.</summary>
internal static class KnownConfigurationStores
{
    private const string Postgres = KnownStateStores.PostgresConnection + " connMaxIdleTime:duration table! notifyChannel pgNotifyChannel";

    /// <summary>The types.</summary>
    public static IReadOnlyList<KnownComponent> All { get; } =
    [
        KnownComponent.Of("configuration.local.file", "v1", "file:path!"),
        KnownComponent.Of("configuration.redis", "v1", KnownStateStores.RedisConnection),
        KnownComponent.Of("configuration.postgresql", "v1", Postgres),
        KnownComponent.Of("configuration.postgres", "v1", Postgres),
    ];
}
