namespace LocalDapr.Resources;

/// <summary>Bindings and their metadata.</summary>
internal static class KnownBindings
{
    // Every binding takes these; Dapr itself reads them.
    private const string Common = " direction route";

    /// <summary>The types.</summary>
    public static IReadOnlyList<KnownComponent> All { get; } =
    [
        KnownComponent.Of("bindings.http", "v1", """
            url! MTLSRootCA MTLSClientCert MTLSClientKey securityToken securityTokenHeader
            errorIfNot2XX:bool responseTimeout:duration maxResponseBodySize
            """ + Common),
        KnownComponent.Of("bindings.smtp", "v1", """
            host! port:number! user password skipTLSVerify:bool emailFrom emailTo emailCC emailBCC subject priority:number
            """ + Common),
        KnownComponent.Of("bindings.localstorage", "v1", "rootPath:path!" + Common),
        KnownComponent.Of("bindings.cron", "v1", "schedule!" + Common),
        KnownComponent.Of("bindings.kafka", "v1", KnownPubSub.KafkaConnection + " topics publishTopic consumerGroup" + Common),
        KnownComponent.Of("bindings.postgresql", "v1", """
            url connectionString host hostaddr port:number database user password sslRootCert
            timeout:duration maxConns:number connectionMaxIdleTime:duration queryExecMode
            """ + Common),
        KnownComponent.Of("bindings.postgres", "v1", """
            url connectionString host hostaddr port:number database user password sslRootCert
            timeout:duration maxConns:number connectionMaxIdleTime:duration queryExecMode
            """ + Common),
    ];
}
