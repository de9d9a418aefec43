using LocalDapr.Resources;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalDapr.Hosting;

/// <summary>Settings of a <see cref="LocalDaprHost"/>.</summary>
public sealed class LocalDaprOptions
{
    /// <summary>The applications; at least one.</summary>
    public IList<LocalDaprApp> Apps { get; init; } = [];

    /// <summary>Folders or files with resources, for apps that name none themselves.</summary>
    public IReadOnlyList<string> ResourcesPaths { get; set; } = [];

    /// <summary>File of the Configuration resource for apps that name none themselves; null for none.</summary>
    public string? ConfigPath { get; set; }

    /// <summary>The only clock of the host: timers, retries, schedules, expiry. Default: the system's.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Folder for journals and databases of the host itself; created when missing. Null (default) for a new folder of its own below the system's temporary folder, deleted at the end.</summary>
    public string? DataDirectory { get; set; }

    /// <summary>False (default): a mistake in a resource stops the start, with every mistake named. True: as Dapr, it is logged and the resource left out.</summary>
    public bool Lenient { get; set; }

    /// <summary>Where logs go. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>Variables for <c>${VAR}</c>, <c>envRef</c> and the environment secret store. Null (default): those of this process.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; set; }

    /// <summary>Folder from which relative paths in resources are taken. Null (default): the current one.</summary>
    public string? WorkingDirectory { get; set; }

    /// <summary>Gives an app's resources instead of loading files; for tests of the host itself.</summary>
    internal Func<LocalDaprApp, ResourceSet>? LoadResources { get; set; }
}

/// <summary>An application and its sidecar.</summary>
public sealed class LocalDaprApp
{
    /// <summary>App id; unique in the host.</summary>
    public required string AppId { get; init; }

    /// <summary>Port of the application on loopback; 0 (default) when it serves nothing.</summary>
    public int AppPort { get; set; }

    /// <summary>Protocol of the application: <c>http</c> (default) or <c>grpc</c>, which is called through <c>AppCallback</c> and cannot host actors.</summary>
    public string AppProtocol { get; set; } = "http";

    /// <summary>Port of the sidecar's HTTP endpoint; 0 (default) for any free one.</summary>
    public int HttpPort { get; set; }

    /// <summary>Port of the sidecar's gRPC endpoint; 0 (default) for any free one.</summary>
    public int GrpcPort { get; set; }

    /// <summary>Token that callers of the sidecar must send; null (default) for none.</summary>
    public string? ApiToken { get; set; }

    /// <summary>Token that the sidecar sends to the application; null (default) for none.</summary>
    public string? AppToken { get; set; }

    /// <summary>Folders or files with resources; null (default) for those of the host.</summary>
    public IReadOnlyList<string>? ResourcesPaths { get; set; }

    /// <summary>File of the Configuration resource; null (default) for that of the host.</summary>
    public string? ConfigPath { get; set; }

    /// <summary>Largest request body in bytes; default 4 MiB.</summary>
    public int MaxBodyBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Calls to the application at a time; 0 or less (default -1) for no limit.</summary>
    public int MaxConcurrency { get; set; } = -1;

    /// <summary>Folder from which relative paths in this app's resources are taken; null (default) for that of the host.</summary>
    public string? WorkingDirectory { get; set; }

    /// <summary>Variables of this app alone, over those of the host; null (default) for none.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; set; }
}
