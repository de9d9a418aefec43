using Microsoft.Extensions.Options;
using VectorCare.Alerting.Episodes;
using VectorCare.Alerting.Escalation;
using VectorCare.Alerting.Files;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Tests.Escalation;

public sealed class EscalationPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly EscalationPlan Plan = new(Options.Create(new EscalationOptions()));

    [Theory]
    [InlineData(0, 1, 5)]
    [InlineData(4, 5, 5)]
    [InlineData(5, 6, 15)]
    [InlineData(7, null, 15)]
    public void After_DeliveredPage_WaitsForAnAnswerThenGoesOn(int step, int? next, int minutes) =>
        Assert.Equal(new PageAdvice(null, next, Now.AddMinutes(minutes).UtcDateTime), Plan.After(Record(step, DeliveryPhase.Delivered), Now.AddMinutes(1)));

    [Theory]
    [InlineData(0, 2)]
    [InlineData(3, 5)]
    [InlineData(6, 6)]
    public void After_UndeliveredPage_TriesSomebodyElseSoon(int step, int next) =>
        Assert.Equal(new PageAdvice(null, next, Now.AddSeconds(30).UtcDateTime), Plan.After(Record(step, DeliveryPhase.Pending), Now));

    [Theory]
    [InlineData(DeliveryPhase.Pending, false, "merged", "merged")]
    [InlineData(DeliveryPhase.Delivered, true, null, "cleared")]
    [InlineData(DeliveryPhase.Pending, true, null, null)]
    internal void After_NobodyHasToBePaged_SaysWhy(DeliveryPhase phase, bool cleared, string? mergedInto, string? end)
    {
        var record = Record(0, phase);
        record.ClearedAt = cleared ? Now : null;
        record.MergedInto = mergedInto;
        Assert.Equal(end, Plan.After(record, Now).End);
    }

    [Fact]
    public void MayLeave_DeliveredPage_OnlyWhenItsTimeIsOver()
    {
        Assert.False(Plan.MayLeave(Record(0, DeliveryPhase.Delivered), Now.AddMinutes(4)));
        Assert.True(Plan.MayLeave(Record(0, DeliveryPhase.Delivered), Now.AddMinutes(5)));
        Assert.True(Plan.MayLeave(Record(0, DeliveryPhase.Pending), Now));
    }

    private static AlertRecord Record(int step, DeliveryPhase phase) => new()
    {
        Id = "alert",
        Rule = "VT-01",
        RuleVersion = "1.0.0",
        Severity = AlertSeverity.Red,
        Key = "1",
        Start = Now,
        SeenAt = Now,
        OpenedAt = Now,
        Origin = EpisodeOrigin.New,
        Evidence = [],
        Step = step,
        StepAt = Now,
        Phase = phase,
        DeliveredAt = phase == DeliveryPhase.Delivered ? Now : null,
    };
}
