using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Tests.Stages;

/// <summary>The story of one patient over weeks as the HL7 fixtures tell it: an episode of tachycardia without a rate in several messages, a shock counter that goes 0, 0, 0, 1.</summary>
public sealed class StoryTests
{
    private const int ShocksRecent = 737824;

    private readonly World _world = new();

    [Fact]
    public async Task VtStory_ShockWhileAnEarlierVtIsOpen_PagesForBoth()
    {
        var replica = _world.Start();
        await replica.TakeAsync(Build.Transmission(Day(7, 11), "step-7", baseline: true));
        await replica.TakeAsync(Step("step-9", Day(7, 26), 0, vt: true));
        await replica.TakeAsync(Step("step-12", Day(9, 29), 0, vt: false));
        await replica.TakeAsync(Step("step-15", Day(11, 26), 0, vt: true));
        var before = _world.Alerts().Select(a => a.Id).ToHashSet();
        Assert.Equal(["VT-01", "VT-01"], _world.Alerts().Select(a => a.Rule));

        await replica.TakeAsync(Step("step-16", Day(11, 30), 1, vt: true));
        var opened = _world.Alerts().Where(a => !before.Contains(a.Id)).ToArray();
        Assert.Equal(["TX-01", "VT-01"], opened.Select(a => a.Rule).Order());
        Assert.All(opened, a => Assert.Equal((AlertSeverity.Red, "mail"), (a.Severity, a.DeliveredBy)));
        Assert.Contains(opened.Single(a => a.Rule == "TX-01").Evidence, e => e.Value == "0 → 1");
    }

    [Fact]
    public async Task AtrialFibrillation_FirstOfAPatientWithAKnownHistory_IsYellow()
    {
        var replica = _world.Start();
        await replica.TakeAsync(Build.Transmission(Day(3, 1), "baseline", baseline: true));
        await replica.TakeAsync(Build.Transmission(Day(3, 22), "af-scenario-1", episodes: [Build.Event("af", EpisodeType.AtAf, Day(3, 22), duration: 1800)]));
        Assert.Equal(("AT-02", AlertSeverity.Yellow), _world.Alerts().Select(a => (a.Rule, a.Severity)).Single());
    }

    [Fact]
    public async Task CheckLead_OfARealDevice_IsALeadStatusFinding()
    {
        var replica = _world.Start();
        await replica.TakeAsync(Build.Transmission(Day(6, 1), "baseline", baseline: true));
        await replica.TakeAsync(Build.Transmission(Day(7, 2), "secura-dr", measurements: [Build.Name(722752, "CheckLead"), Build.Number(ShocksRecent, 0, "{shocks}")]));
        Assert.Equal(("LED-06", AlertSeverity.Yellow), _world.Alerts().Select(a => (a.Rule, a.Severity)).Single());
    }

    private static DateTimeOffset Day(int month, int day) => new(2010, month, day, 12, 0, 0, TimeSpan.Zero);

    private static Transmission Step(string id, DateTimeOffset at, int shocks, bool vt) => Build.Transmission(
        at, id,
        measurements: [Build.Number(ShocksRecent, shocks, "{shocks}")],
        episodes: vt ? [Build.Event($"Vt-{at:yyyyMMddHHmmss}", EpisodeType.Vt, at, duration: 1, result: "Successful")] : []);
}
