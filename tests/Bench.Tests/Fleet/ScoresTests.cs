using VectorCare.Alerting.Episodes;
using VectorCare.Alerting.Files;
using VectorCare.Bench.Fleet;
using VectorCare.Contracts.Messages;

namespace VectorCare.Bench.Tests.Fleet;

public sealed class ScoresTests
{
    private static readonly DateTimeOffset Onset = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    private readonly List<string> _told = [];

    [Fact]
    public void Add_AnAlertForAnEvent_IsFoundWithItsDelay()
    {
        var scores = Scored([Event("VT-01")], [Alert("VT-01", Onset)]);

        Assert.Equal(new RuleScore(1, 0, 0), scores.ByRule["VT-01"]);
        Assert.Equal(120, Assert.Single(scores.Delays));
        Assert.Empty(_told);
    }

    [Fact]
    public void Add_TwoAlertsForOneEvent_OneIsInvented() =>
        Assert.Equal(new RuleScore(1, 1, 0), Scored([Event("VT-01")], [Alert("VT-01", Onset), Alert("VT-01", Onset)]).ByRule["VT-01"]);

    [Fact]
    public void Add_AnAlertOfAnotherEvent_IsInventedAndTheEventMissed()
    {
        var scores = Scored([Event("VT-01")], [Alert("VT-01", Onset.AddMinutes(5))]);

        Assert.Equal(new RuleScore(0, 1, 1), scores.ByRule["VT-01"]);
        Assert.Equal(2, _told.Count);
    }

    [Fact]
    public void Add_AStateFoundAfterItWasOver_IsMissed()
    {
        var over = new ExpectedFinding(7, "HF-01", -1, Onset, Onset.AddMinutes(3), Onset.AddMinutes(4), Single: false);

        Assert.Equal(new RuleScore(0, 1, 1), Scored([over], [Alert("HF-01", Onset)]).ByRule["HF-01"]);
    }

    private Scores Scored(IReadOnlyList<ExpectedFinding> findings, IReadOnlyList<FleetAlert> alerts)
    {
        var scores = new Scores(_told.Add);
        scores.Add(findings, alerts);
        return scores;
    }

    private static ExpectedFinding Event(string rule) => new(7, rule, -1, Onset, Onset.AddMinutes(3), null, Single: true);

    private static FleetAlert Alert(string rule, DateTimeOffset start) => new(7, new AlertRecord
    {
        Id = rule,
        Rule = rule,
        RuleVersion = "1.0.0",
        Severity = AlertSeverity.Red,
        Key = rule,
        Lead = -1,
        Start = start,
        SeenAt = start,
        OpenedAt = Onset.AddMinutes(5),
        Origin = EpisodeOrigin.New,
        Evidence = [],
    });
}
