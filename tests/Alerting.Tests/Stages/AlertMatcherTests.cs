using VectorCare.Alerting.Charts;
using VectorCare.Alerting.Episodes;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Stages;

namespace VectorCare.Alerting.Tests.Stages;

public sealed class AlertMatcherTests
{
    private static readonly DateTimeOffset Day = new(2025, 6, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly Alerting.Rules.Rule Rule = World.Catalogue.Find("LED-02")!;

    [Fact]
    public void Match_LateDataMakesOneEpisodeOfTwo_TheLaterAlertIsTakenOver()
    {
        var (first, second) = (Alert("a", Day, Day.AddDays(1)), Alert("b", Day.AddDays(2), null));
        Match([first, second], Episode("a", Day, null));
        Assert.Null(first.ClearedAt);
        Assert.Equal((first.Id, "merged"), (second.MergedInto, second.Outcome));
        Assert.False(second.Owed);
    }

    [Fact]
    public void Match_LateDataTakesTheGroundAway_TheAlertIsStillToldOnce()
    {
        var alert = Alert("a", Day, null);
        Match([alert]);
        Assert.Equal(Day, alert.ClearedAt);
        Assert.Null(alert.MergedInto);
        Assert.True(alert.Owed);
    }

    [Fact]
    public void Match_HoldsAgainAfterAll_WantsItsWorkflowBack()
    {
        var alert = Alert("a", Day, Day.AddDays(1));
        alert.EscalatedAt = Day;
        Match([alert], Episode("a", Day, null));
        Assert.True(alert.LacksWorkflow);
    }

    private static void Match(IEnumerable<AlertRecord> alerts, params Episode[] episodes)
    {
        var file = new CaseFile { Subject = Build.Patient.ToString("D"), Alerts = [.. alerts] };
        AlertMatcher.Match(World.Catalogue, new AlertWork(file, Day.AddDays(5), null, null, null, null, null!), episodes, _ => Assert.Fail("No alert is new."));
    }

    private static Episode Episode(string key, DateTimeOffset start, DateTimeOffset? cleared) => new(Rule, key, -1, start, cleared, start, EpisodeOrigin.New, default(ChartView));

    private static AlertRecord Alert(string key, DateTimeOffset start, DateTimeOffset? cleared) => new()
    {
        Id = "alert-" + key,
        Rule = Rule.Id,
        RuleVersion = Rule.Version,
        Severity = Rule.Severity,
        Key = key,
        Start = start,
        SeenAt = start,
        OpenedAt = start,
        Origin = EpisodeOrigin.New,
        Evidence = [],
        ClearedAt = cleared,
    };
}
