using LocalDapr.Resources;

namespace LocalDapr.RunFiles;

/// <summary>Where a run tells what happens. Called from several threads.</summary>
public interface IRunConsole
{
    /// <summary>A line of an app's output.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="line">The line.</param>
    void AppLine(string appId, string line);

    /// <summary>A step of the run.</summary>
    /// <param name="text">What happens.</param>
    void Info(string text);

    /// <summary>Something found in a file that does not stop the run.</summary>
    /// <param name="finding">What was found.</param>
    void Warn(Finding finding);

    /// <summary>An app that ended by itself.</summary>
    /// <param name="exit">What is known of it.</param>
    void AppExited(AppExit exit);
}

/// <summary>An app that ended by itself.</summary>
/// <param name="AppId">The app.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="LastLines">The last lines it wrote, 20 at most.</param>
/// <param name="LogPath">Its log file, or null.</param>
public sealed record AppExit(string AppId, int ExitCode, IReadOnlyList<string> LastLines, string? LogPath);
