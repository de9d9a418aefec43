using VectorCare.EndToEnd.Tests.World;
using VendorSim;

namespace VectorCare.EndToEnd.Tests;

public sealed class DayTests
{
    private const int SlotsUsed = 10;
    private const int Patients = 300;
    private const int Cycles = 288;

    // With all of a slot's polls at its due instant, with all slots in one jump whose ticks are not stale yet, with sweeps that find nothing a minute apart and digests that gather for a moment, a day is mostly jumps.
    private static readonly Dictionary<string, string?> Day = new()
    {
        ["Scraper:PacingWindow"] = "00:00:00",
        ["Scheduler:StaleAfterMs"] = "10000",
        ["Scheduler:CompareSeconds"] = "300",
        ["Scheduler:WatchdogSeconds"] = "60",
        ["Alerting:Delivery:SweepSeconds"] = "60",
        ["Alerting:Clinics:Inbox:DigestSeconds"] = "5",
    };

    [Fact]
    public async Task Run_AWholeDayOf300PatientsIn10Slots_PollsEachOnceACycleAndDeliversEveryAlert()
    {
        await using var world = await VectorCareWorld.StartAsync(new VendorSimOptions { Patients = 12_000, Clinics = 30, RateScale = 2 }, Day);
        world.AnswersPages = true;
        var full = world.Population.GroupBy(VectorCareWorld.SlotOf).Where(g => g.Count() >= Patients / SlotsUsed);
        var neighbours = full.GroupBy(g => g.Key / SlotsUsed).Where(n => n.Count() == SlotsUsed).MinBy(n => n.Key)!;
        var chosen = neighbours.SelectMany(g => g.Take(Patients / SlotsUsed)).ToList();
        var slots = chosen.Select(VectorCareWorld.SlotOf).ToHashSet();
        Assert.Equal((Patients, SlotsUsed), (chosen.Count, slots.Count));
        await world.TickOnlyAsync(slots);
        var from = await world.ImportAsync(chosen);
        var ill = chosen.First(l => l.Contains(",borealis,", StringComparison.Ordinal)).Split(',');

        await world.PollAsync(chosen, from, Cycles / 2, SlotsUsed);
        await world.InjectAsync(ill[3], """{"kind":"vt","values":{"ventricularRate":190},"appearAfterSeconds":0}""");
        await world.PollAsync(chosen, world.Time.Clock.GetUtcNow() + TimeSpan.FromSeconds(1), Cycles / 2, SlotsUsed);

        // Done counts a patient once a cycle, so this many, none twice, is every patient in every cycle.
        var polls = world.Polls.Read(null, null);
        Assert.Equal((Patients * (long)Cycles, 0L, 0L), (polls.Done, polls.Duplicated, polls.Misses));
        Assert.True(polls.Outcomes.Values.Sum(o => o.GetValueOrDefault("Unchanged")) > Patients * Cycles * 9 / 10);
        Assert.Contains(world.Mails(), m => m.Contains("VT-01", StringComparison.Ordinal) && m.Contains(ill[0], StringComparison.Ordinal));
        var alerts = world.Alerts.Read();
        Assert.Equal((0, alerts.Opened), (alerts.Undelivered, alerts.Delivered + alerts.HeldForGood.Values.Sum()));
        Assert.Equal(alerts.Delivered, world.DeliveryKeys().Count(k => k.EndsWith(":0", StringComparison.Ordinal)));
        Assert.All(alerts.BySeverity, s => Assert.InRange(s.DelayMaxMs ?? 0, 0, 60_000));
    }
}
