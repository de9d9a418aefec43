using LocalDapr.Resources;
using LocalDapr.RunFiles;
using VectorCare.Views;

namespace VectorCare.Demo;

/// <summary>Shows of a run only what a person must know: warnings, and an app that ended, with its last lines. The apps' output lies in their log files.</summary>
internal sealed class DemoConsole(IRunView view) : IRunConsole
{
    public void AppLine(string appId, string line)
    {
    }

    public void Info(string text)
    {
        if (text.StartsWith("build", StringComparison.OrdinalIgnoreCase) && !text.Contains(" -> ", StringComparison.Ordinal))
            view.Say(text);
    }

    public void Warn(Finding finding) => view.Say(finding.ToString());

    public void AppExited(AppExit exit)
    {
        view.Say($"{exit.AppId} ended with exit code {exit.ExitCode}; its last lines:");
        foreach (var line in exit.LastLines)
            view.Say("  " + line);
        if (exit.LogPath is { } log)
            view.Say("  all of it: " + log);
    }
}
