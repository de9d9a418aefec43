using LocalDapr.Resources;
using LocalDapr.RunFiles;

namespace LocalDapr;

/// <summary>Tells what happens, one line an event.</summary>
/// <param name="writer">Where to write.</param>
/// <param name="colours">True: with colours of the terminal.</param>
internal sealed class TextConsole(TextWriter writer, bool colours) : IRunConsole
{
    private const string Red = "31";
    private const string Yellow = "33";
    private const string Grey = "90";
    private static readonly string[] OfApps = ["36", "32", "35", "34", "96", "92", "95", "94"];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _colourOf = new(StringComparer.Ordinal);

    /// <summary>True when the run is stopping: sidecars that miss their apps then say nothing new.</summary>
    public bool IsStopping { get; set; }

    /// <inheritdoc />
    public void AppLine(string appId, string line) => Write(() => $"{Coloured(ColourOf(appId), $"== APP - {appId} == ")}{line}");

    /// <inheritdoc />
    public void Info(string text) => Write(() => $"{Coloured(Grey, "== LOCALDAPR == ")}{text}");

    /// <inheritdoc />
    public void Warn(Finding finding) => Write(() => $"{Coloured(Yellow, "== LOCALDAPR == ")}{finding}");

    /// <inheritdoc />
    public void AppExited(AppExit exit) => Write(() =>
    {
        var prefix = Coloured(exit.ExitCode == 0 ? Yellow : Red, $"== APP - {exit.AppId} == ");
        if (exit.ExitCode == 0)
            return $"{prefix}Exited App successfully";
        var lines = new List<string> { $"{prefix}The App process exited with error code: exit status {exit.ExitCode}" };
        if (exit.LastLines.Count > 0)
            lines.Add($"{prefix}its last lines:");
        lines.AddRange(exit.LastLines.Select(line => $"{prefix}    {line}"));
        if (exit.LogPath is { } path)
            lines.Add($"{prefix}all of them: {path}");
        return string.Join(Environment.NewLine, lines);
    });

    /// <summary>A message of a sidecar.</summary>
    /// <param name="text">The message.</param>
    public void Sidecar(string text)
    {
        if (!IsStopping)
            Write(() => $"{Coloured(Yellow, "== DAPR == ")}{text}");
    }

    /// <summary>Why nothing was started.</summary>
    /// <param name="exception">What says it.</param>
    public void Failure(Exception exception) => Write(() =>
    {
        var lines = exception is InvalidFilesException invalid ? invalid.Findings.Select(f => f.ToString()) : exception.Message.Split('\n').Select(l => l.TrimEnd());
        return string.Join(Environment.NewLine, lines.Select(line => Coloured(Red, "== LOCALDAPR == ") + line)) + Environment.NewLine + Coloured(Red, "== LOCALDAPR == ") + "nothing was started";
    });

    private void Write(Func<string> text)
    {
        lock (_lock)
        {
            writer.WriteLine(text());
            writer.Flush();
        }
    }

    private string ColourOf(string appId)
    {
        if (!_colourOf.TryGetValue(appId, out var colour))
            _colourOf.Add(appId, colour = OfApps[_colourOf.Count % OfApps.Length]);
        return colour;
    }

    private string Coloured(string colour, string text) => colours ? $"\u001b[{colour}m{text}\u001b[0m" : text;
}
