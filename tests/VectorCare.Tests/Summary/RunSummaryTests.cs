using System.Text.Json;
using VectorCare.Summary;
using VectorCare.Views;

namespace VectorCare.Tests.Summary;

public sealed class RunSummaryTests
{
    private static readonly string[] Promised =
    [
        "patients", "cycles", "polls_due", "polls_done", "polls_lost", "polls_duplicated", "lateness_p50_ms", "lateness_p99_ms", "outcomes", "transmissions_new",
        "alerts_opened", "alerts_delivered", "alert_delay_p99_ms", "misses", "cpu_ms_per_poll", "rss_mb_total", "wall_s",
    ];

    [Fact]
    public void Failures_AllWell_None() => Assert.Empty(Sums.Good.Failures);

    [Fact]
    public void Failures_AtEveryLimit_None() =>
        Assert.Empty((Sums.Good with { LatenessMaxMs = 5000, RedDelayMaxS = 60, RedAfterAppearanceMaxS = 360 }).Failures);

    [Fact]
    public void Failures_EachKind_IsSaidInWords()
    {
        Says(Sums.Good with { PollsDone = 0 }, "no poll was done");
        Says(Sums.Good with { PollsLost = 2 }, "2 polls were lost");
        Says(Sums.Good with { PollsDuplicated = 1 }, "1 polls were counted twice");
        Says(Sums.Good with { LatenessMaxMs = 5001 }, "a poll was 5001 ms late");
        Says(Sums.Good with { AlertsUndelivered = 3 }, "3 alerts were not delivered");
        Says(Sums.Good with { RedMails = 59 }, "1 red alerts are not in the mailbox");
        Says(Sums.Good with { RedDelayMaxS = 60.6 }, "a red alert came into the mailbox 61 s after its poll");
        Says(Sums.Good with { RedAfterAppearanceMaxS = 361 }, "a red alert came into the mailbox 361 s after it appeared on the portal");

        static void Says(RunSummary summary, string why) => Assert.Equal([why], summary.Failures);
    }

    [Fact]
    public void Failures_LateAfterAppearanceWithAFault_None() =>
        Assert.Empty((Sums.Good with { RedAfterAppearanceMaxS = 900, Faults = ["vendor-outage=aurora@30s+60s"] }).Failures);

    [Fact]
    public void Json_Keys_AreThePromisedOnes()
    {
        var keys = JsonSerializer.SerializeToElement(Sums.Good).EnumerateObject().Select(p => p.Name).ToList();

        Assert.Empty(Promised.Except(keys));
        Assert.DoesNotContain("Failures", keys);
    }

    [Fact]
    public void Lines_Alerts_AddUp()
    {
        var lines = SummaryTable.Lines(Sums.Good).ToList();

        Assert.Contains(lines, l => l.Contains("108 opened = 84 delivered + 24 held (EnrolmentWorklist 24) + 0 not delivered", StringComparison.Ordinal));
        Assert.EndsWith("good", lines[^1], StringComparison.Ordinal);
        Assert.Contains("FAILED: 2 polls were lost", SummaryTable.Lines(Sums.Good with { PollsLost = 2 }).Last(), StringComparison.Ordinal);
    }
}
