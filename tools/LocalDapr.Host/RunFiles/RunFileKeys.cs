namespace LocalDapr.RunFiles;

/// <summary>Keys of a run file.</summary>
internal static class RunFileKeys
{
    /// <summary>Of the file.</summary>
    public static readonly IReadOnlyList<string> File = ["version", "name", "common", "apps"];

    /// <summary>Of <c>common</c> and of each app.</summary>
    public static readonly IReadOnlyList<string> Shared =
    [
        "configFilePath", "resourcesPath", "resourcesPaths", "appProtocol", "apiListenAddresses", "enableProfiling", "logLevel",
        "appMaxConcurrency", "placementHostAddress", "schedulerHostAddress", "appSSL", "maxBodySize", "daprHTTPMaxRequestSize",
        "readBufferSize", "daprHTTPReadBufferSize", "enableAppHealthCheck", "appHealthCheckPath", "appHealthProbeInterval",
        "appHealthProbeTimeout", "appHealthThreshold", "enableApiLogging", "runtimePath", "env", "daprdLogDestination", "appLogDestination",
    ];

    /// <summary>Of an app only.</summary>
    public static readonly IReadOnlyList<string> App =
    [
        "appID", "appDirPath", "appChannelAddress", "appPort", "daprHTTPPort", "daprGRPCPort", "daprInternalGRPCPort", "metricsPort",
        "profilePort", "unixDomainSocket", "command", "containerImage", "containerImagePullPolicy", "createService",
    ];

    /// <summary>Keys that change what an app sees of Dapr, and nothing here.</summary>
    public static readonly IReadOnlyList<string> WithoutEffect =
    [
        "apiListenAddresses", "appSSL", "unixDomainSocket", "enableAppHealthCheck", "appHealthCheckPath", "appHealthProbeInterval",
        "appHealthProbeTimeout", "appHealthThreshold", "enableApiLogging", "readBufferSize", "daprHTTPReadBufferSize",
    ];
}
