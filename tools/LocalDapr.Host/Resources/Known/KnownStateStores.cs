namespace LocalDapr.Resources;

/// <summary>State stores and their metadata.</summary>
internal static class KnownStateStores
{
    // Every state store takes these; Dapr itself reads them.
    private const string Common = " keyPrefix actorStateStore:bool ttlInSeconds:number";

    /// <summary>How a component reaches PostgreSQL.</summary>
    internal const string PostgresConnection = """
         connectionString host hostaddr port:number database user password sslRootCert
        timeout:duration timeoutInSeconds:number maxConns:number connectionMaxIdleTime:duration queryExecMode
        """;

    /// <summary>How a component reaches Redis.</summary>
    internal const string RedisConnection = """
        redisHost! redisPassword redisUsername redisDB:number redisType enableTLS:bool
        redisMaxRetries:number maxRetries:number redisMinRetryInterval:duration redisMaxRetryInterval:duration
        maxRetryBackoff:duration minRetryBackoff:duration dialTimeout:duration readTimeout:duration writeTimeout:duration
        poolSize:number poolTimeout:duration minIdleConns:number idleCheckFrequency:duration idleTimeout:duration maxConnAge:duration
        """;

    private const string Postgres = PostgresConnection + " metadataTableName cleanupInterval:duration cleanupIntervalInSeconds:number tableName tablePrefix" + Common;

    /// <summary>The types.</summary>
    public static IReadOnlyList<KnownComponent> All { get; } =
    [
        KnownComponent.Of("state.in-memory", "v1", Common),
        KnownComponent.Of("state.sqlite", "v1", """
            connectionString:data! timeout:duration timeoutInSeconds:number busyTimeout:duration disableWAL:bool
            tableName metadataTableName cleanupInterval:duration cleanupIntervalInSeconds:number
            """ + Common),
        KnownComponent.Of("state.redis", "v1", RedisConnection + Common),
        KnownComponent.Of("state.postgresql", "v1 v2", Postgres),
        KnownComponent.Of("state.postgres", "v1 v2", Postgres),
    ];
}
