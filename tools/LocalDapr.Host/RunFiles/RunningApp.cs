using LocalDapr.Processes;

namespace LocalDapr.RunFiles;

/// <summary>An app of a run and its sidecar.</summary>
public sealed class RunningApp
{
    internal RunningApp(RunFileApp app) => App = app;

    /// <summary>App id.</summary>
    public string AppId => App.AppId;

    /// <summary>Port the app listens on, or 0.</summary>
    public int AppPort => App.AppPort;

    /// <summary>HTTP port of its sidecar.</summary>
    public int HttpPort { get; internal set; }

    /// <summary>gRPC port of its sidecar.</summary>
    public int GrpcPort { get; internal set; }

    /// <summary>Id of its process; null when the file gives no command.</summary>
    public int? ProcessId => Process?.Id;

    /// <summary>Log file of its output; null when none is written.</summary>
    public string? LogPath { get; internal set; }

    /// <summary>Exit code when it has ended; null while it runs or when it has no command.</summary>
    public int? ExitCode => Process is { Exited.IsCompletedSuccessfully: true } ended ? ended.Exited.GetAwaiter().GetResult() : null;

    internal RunFileApp App { get; }

    internal AppProcess? Process { get; set; }
}
