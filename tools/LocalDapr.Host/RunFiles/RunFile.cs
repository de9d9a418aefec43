using LocalDapr.Resources;

namespace LocalDapr.RunFiles;

/// <summary>A multi-app run file (<c>dapr.yaml</c>), its paths absolute and common settings given to each app.</summary>
/// <param name="Path">Full path of the file.</param>
/// <param name="Name">Name of the run, or null.</param>
/// <param name="Apps">The apps in file order.</param>
internal sealed record RunFile(string Path, string? Name, IReadOnlyList<RunFileApp> Apps)
{
    /// <summary>Folder of the file.</summary>
    public string Directory => System.IO.Path.GetDirectoryName(Path)!;
}

/// <summary>An app of a run file.</summary>
internal sealed record RunFileApp
{
    /// <summary>App id; default the name of the app's folder.</summary>
    public required string AppId { get; init; }

    /// <summary>Where the app stands in the file.</summary>
    public required Place Place { get; init; }

    /// <summary>Full path of the folder the app runs in.</summary>
    public required string Directory { get; init; }

    /// <summary>Port the app listens on, or 0.</summary>
    public int AppPort { get; init; }

    /// <summary>Protocol of the app; default <c>http</c>.</summary>
    public string AppProtocol { get; init; } = "http";

    /// <summary>Host name of the app as the file gives it; default empty, which is loopback.</summary>
    public string AppChannelAddress { get; init; } = "";

    /// <summary>HTTP port of the sidecar, or 0 for any free one.</summary>
    public int HttpPort { get; init; }

    /// <summary>gRPC port of the sidecar, or 0 for any free one.</summary>
    public int GrpcPort { get; init; }

    /// <summary>Metrics port that the app is told, or 0 for any free one.</summary>
    public int MetricsPort { get; init; }

    /// <summary>Resource folders.</summary>
    public IReadOnlyList<string> ResourcesPaths { get; init; } = [];

    /// <summary>Configuration file, or null.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>Environment of the app and its sidecar, on top of that of this process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Program and arguments; empty: only the sidecar runs.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Calls to the app at a time; -1 for no limit.</summary>
    public int MaxConcurrency { get; init; } = -1;

    /// <summary>Largest request body in bytes; default 4 MiB.</summary>
    public int MaxBodyBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Where the app's output goes; default both.</summary>
    public LogDestination LogDestination { get; init; } = LogDestination.FileAndConsole;
}

/// <summary>Where output goes.</summary>
internal enum LogDestination
{
    /// <summary><c>file</c>.</summary>
    File,

    /// <summary><c>console</c>.</summary>
    Console,

    /// <summary><c>fileAndConsole</c>.</summary>
    FileAndConsole,
}
