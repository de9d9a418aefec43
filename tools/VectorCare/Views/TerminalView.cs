using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using VectorCare.Demo;

namespace VectorCare.Views;

/// <summary>On a terminal: a picture that is drawn anew each second.</summary>
internal sealed class TerminalView(IAnsiConsole console) : IRunView
{
    public TimeSpan Interval => TimeSpan.FromSeconds(1);

    public void Say(string line) => console.WriteLine(line);

    public void Show(Snapshot snapshot)
    {
        console.Clear(home: true);
        console.Write(new Rows(Figures(snapshot), Outcomes(snapshot), Deliveries(snapshot), new Text("Ctrl-C stops everything.")));
    }

    private static Table Figures(Snapshot s)
    {
        var table = new Table().Title("VectorCare " + Durations.Format(s.Elapsed)).HideHeaders().AddColumns("what", "value");
        table.AddRow("polls", Invariant($"{s.PollsPerSecond:F1}/s, {s.PollsDone} done, {s.PollsLost} lost, {s.PollsDuplicated} twice"));
        table.AddRow("lateness", Invariant($"p99 {s.LatenessP99Ms:F0} ms, max {s.LatenessMaxMs:F0} ms"));
        table.AddRow("new transmissions", Invariant($"{s.TransmissionsNew}"));
        table.AddRow("alerts", Invariant($"{s.AlertsOpened} opened, {s.AlertsDelivered} delivered, {AlertCounts.Held(s.AlertsHeld)}, {s.AlertsOwed} not yet"));
        table.AddRow("red alerts", Invariant($"{s.Red.Mails} in the mailbox, at most {s.Red.DelayMaxS:F0} s after the poll and {s.Red.AfterAppearanceMaxS:F0} s after the portal showed it"));
        table.AddRow("mails", Markup.Escape(Invariant($"{s.Mails} in {s.MailDirectory}")));
        return table;
    }

    private static Table Outcomes(Snapshot s)
    {
        var kinds = s.Outcomes.Values.SelectMany(o => o.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var table = new Table().AddColumns(["vendor", .. kinds]);
        foreach (var (vendor, outcomes) in s.Outcomes.OrderBy(o => o.Key, StringComparer.Ordinal))
            table.AddRow([new Text(vendor), .. kinds.Select(IRenderable (k) => new Text(outcomes.GetValueOrDefault(k).ToString(CultureInfo.InvariantCulture)))]);
        return table;
    }

    private static Table Deliveries(Snapshot s)
    {
        var table = new Table().Title("last deliveries").AddColumns("at", "rule", "severity", "channel", "delay");
        foreach (var line in s.LastDeliveries.Take(8))
            table.AddRow(line.At.ToString("HH:mm:ss", CultureInfo.InvariantCulture), line.Rule, line.Severity, line.Channel, Invariant($"{line.DelayMs:F0} ms"));
        return table;
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
