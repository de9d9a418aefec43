namespace LocalDapr.Resources;

/// <summary>State stores and their metadata.</summary>
internal static class KnownStateStores
{
    // Every state store takes these; Dapr itself reads them.
    private const string Common = " keyPrefix actorStateStore:bool ttlInSeconds:number";

    private const string PostgresConnection = """
         connectionString host hostaddr port:number database user password sslRootCert
        timeout:duration timeoutInSeconds:number maxConns:number connectionMaxIdleTime:duration queryExecMode
        metadataTableName cleanupInterval:duration cleanupIntervalInSeconds:number
        """;

    /// <summary>The types.</summary>
    public static IReadOnlyList<KnownComponent> All { get; } =
    [
        KnownComponent.Of("state.in-memory", "v1", Common),
        KnownComponent.Of("state.sqlite", "v1", """
            connectionString:data! timeout:duration timeoutInSeconds:number busyTimeout:duration disableWAL:bool
            tableName metadataTableName cleanupInterval:duration cleanupIntervalInSeconds:number
            """ + Common),
        KnownComponent.Of("state.redis", "v1", """
            redisHost! redisPassword redisUsername redisDB:number redisType enableTLS:bool
            redisMaxRetries:number maxRetries:number redisMinRetryInterval:duration redisMaxRetryInterval:duration
            maxRetryBackoff:duration minRetryBackoff:duration dialTimeout:duration readTimeout:duration writeTimeout:duration
            poolSize:number poolTimeout:duration minIdleConns:number idleCheckFrequency:duration idleTimeout:duration maxConnAge:duration
            """ + Common),
        KnownComponent.Of("state.postgresql", "v1 v2", PostgresConnection + " tableName tablePrefix" + Common),
        KnownComponent.Of("state.postgres", "v1 v2", PostgresConnection + " tableName tablePrefix" + Common),
    ];
}
