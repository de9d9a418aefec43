using System.Diagnostics;

namespace LocalDapr.Processes;

/// <summary>
/// A session of its own for a program, so that Ctrl-C in the terminal reaches this process alone, which then stops its programs in order. A guard ends the session with this process, even when that is killed.
/// Where there is no <c>setsid</c> (macOS, Windows), programs stay in the session of this process.
/// </summary>
internal sealed class ProcessSession : IDisposable
{
    // The guard's input closes when this process ends, however it ends.
    private const string Guard = "read -r _ || kill -KILL -\"$1\" 2>/dev/null";
    private static readonly string? SetSid = OperatingSystem.IsLinux() ? Find("setsid") : null;
    private readonly Process _guard;

    private ProcessSession(Process guard) => _guard = guard;

    /// <summary>What starts a program as leader of its own session; a program that is nowhere is left as it is, and fails to start as ever.</summary>
    /// <param name="program">Name or path.</param>
    /// <param name="arguments">Its arguments.</param>
    public static ProcessStartInfo Leading(string program, IEnumerable<string> arguments) =>
        SetSid is not null && Find(program) is { } path ? new(SetSid, [path, .. arguments]) : new(program, arguments);

    /// <summary>Guards the session that a process leads.</summary>
    /// <param name="leader">Its id.</param>
    /// <returns>The session, or null where there are none.</returns>
    public static ProcessSession? Of(int leader)
    {
        if (SetSid is null)
            return null;
        var guard = Process.Start(new ProcessStartInfo(SetSid, ["/bin/sh", "-c", Guard, "guard", $"{leader}"]) { UseShellExecute = false, RedirectStandardInput = true });
        return guard is null ? null : new ProcessSession(guard);
    }

    /// <summary>The guard leaves: the session is over.</summary>
    public void Dispose()
    {
        try
        {
            _guard.StandardInput.WriteLine();
            _guard.StandardInput.Close();
        }
        catch (IOException)
        {
            // It was ended from outside.
        }

        _guard.Dispose();
    }

    private static string? Find(string program) =>
        (program.Contains('/', StringComparison.Ordinal) ? [Path.GetFullPath(program)] : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, program)))
        .FirstOrDefault(path => File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None));
}
