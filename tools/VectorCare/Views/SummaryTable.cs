using VectorCare.Summary;

namespace VectorCare.Views;

/// <summary>The summary at the end of a run, one figure a line.</summary>
internal static class SummaryTable
{
    public static IEnumerable<string> Lines(RunSummary s)
    {
        yield return Line("patients", $"{s.Patients}");
        yield return Line("cycles", $"{s.Cycles:F1}");
        yield return Line("polls", $"{s.PollsDone} of {s.PollsDue} done, {s.PollsLost} lost, {s.PollsDuplicated} twice");
        yield return Line("lateness", $"p50 {s.LatenessP50Ms:F0} ms, p99 {s.LatenessP99Ms:F0} ms, max {s.LatenessMaxMs:F0} ms (speed {s.Speed:G}){(s.RehearsalPatients > 0 ? $"; with the first polls of the {s.RehearsalPatients} who went ahead max {s.LatenessMaxWithRehearsalMs:F0} ms" : "")}");
        foreach (var (vendor, outcomes) in s.Outcomes.OrderBy(o => o.Key, StringComparer.Ordinal))
            yield return Line(vendor, string.Join(", ", outcomes.OrderByDescending(o => o.Value).Select(o => $"{o.Key} {o.Value}")));
        yield return Line("transmissions", $"{s.TransmissionsNew} new");
        yield return Line("alerts", $"{s.AlertsOpened} opened = {s.AlertsDelivered} delivered + {AlertCounts.Held(s.AlertsHeld)} + {s.AlertsUndelivered} not delivered, delay p99 {s.AlertDelayP99Ms:F0} ms");
        yield return Line("red alerts", $"{s.RedAlerts} delivered, {s.RedMails} in the mailbox, at most {s.RedDelayMaxS:F0} s after the poll and {s.RedAfterAppearanceMaxS:F0} s after the portal showed it");
        yield return Line("mails", $"{s.MailsFiled}");
        yield return Line("misses", $"{s.Misses}");
        yield return Line("cost", $"{s.CpuMsPerPoll:F2} CPU-ms per poll without the simulated vendors, {s.RssMbTotal:F0} MB");
        yield return Line("result", s.Failures.Count == 0 ? $"good" : $"FAILED: {string.Join("; ", s.Failures)}");
    }

    private static string Line(string name, string value) => $"  {name,-14} {value}";
}
