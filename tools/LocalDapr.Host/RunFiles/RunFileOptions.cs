using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalDapr.RunFiles;

/// <summary>Settings of a <see cref="RunFileHost"/>.</summary>
public sealed class RunFileOptions
{
    /// <summary>The run file, or a folder that holds a <c>dapr.yaml</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Folder with resources that replaces those of every app; null (default) for those of the file.</summary>
    public string? ResourcesPath { get; init; }

    /// <summary>Configuration file that replaces that of every app; null (default) for those of the file.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>False (default): a mistake in a file stops the start, with every mistake named. True: as Dapr, with a warning.</summary>
    public bool Lenient { get; init; }

    /// <summary>Clock of the sidecars. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The same clock as text for the apps, in <c>SCALED_CLOCK</c>; null (default) for the wall clock.</summary>
    public string? ScaledClock { get; init; }

    /// <summary>Folder for journals and databases; created when missing. Null (default): <c>.localdapr</c> beside the run file.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Variables given to every app on top of those of the file.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Variables given to single apps, by app id, on top of all others.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> AppEnvironment { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary>Arguments appended to the commands of single apps, by app id.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> AppArguments { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>True (default): projects that the commands name are built before anything starts. False: they are built already.</summary>
    public bool Build { get; init; } = true;

    /// <summary>Where the logs of the sidecars go. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Where the run tells what happens.</summary>
    public required IRunConsole Console { get; init; }
}
