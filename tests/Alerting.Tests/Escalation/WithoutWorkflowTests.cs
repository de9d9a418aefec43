using VectorCare.Alerting.Clinics;
using VectorCare.Alerting.Delivery;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Tests.Escalation;

/// <summary>Paging does not hang on the workflow engine.</summary>
public sealed class WithoutWorkflowTests
{
    private readonly World _world = new() { WorkflowsRun = false };

    [Fact]
    public async Task Run_WorkflowCannotBeStarted_IsDeliveredAtOnceAndEscalatedOnceItCan()
    {
        var replica = _world.Start();
        await replica.TakeAsync(Vf());
        Assert.Single(_world.Sent);
        Assert.Empty(_world.Workflows);
        _world.WorkflowsRun = true;
        await replica.SweepForAsync(TimeSpan.FromSeconds(40));
        Assert.Equal(_world.Alerts().Single().Id, Assert.Single(_world.Workflows).Key);
        Assert.NotNull(_world.Alerts().Single().EscalatedAt);
        Assert.Single(_world.Sent);
    }

    [Fact]
    public async Task Run_ClinicDoesNotAnswerTheSweep_TheNextPageGoesElsewhereUnderItsOwnKey()
    {
        _world.WorkflowsRun = true;
        _world.Answer = _ => new BindingReply(DeliveryResult.Transient, null, default);
        var replica = _world.Start();
        await replica.TakeAsync(Vf());
        var alert = _world.Alerts().Single();
        _world.Answer = _ => new BindingReply(DeliveryResult.Accepted, 200, default);
        await replica.Pipeline.RunAsync(new Alerting.Stages.Arrival(Build.Patient.ToString("D"), Page: new(alert.Id, 2)), CancellationToken.None);
        await replica.SweepForAsync(TimeSpan.FromSeconds(60));
        var sent = Assert.Single(_world.Sent);
        Assert.Equal("clinic-01-on-call@clinics.example", sent.Metadata["emailTo"]);
        Assert.Equal([$"{alert.Id}:2"], _world.KeysSent);
        Assert.Equal($"{alert.Id}:delivered:mail:2", _world.Published.Last().EventId);
    }

    [Fact]
    public async Task Run_TrueBeforeThePatientCame_PagesOnceWithoutEscalation()
    {
        _world.WorkflowsRun = true;
        await _world.Start().TakeAsync(Build.Transmission(_world.Time.GetUtcNow(), "t1", baseline: true, measurements: [Build.Name(721280, "RRT")]));
        Assert.Single(_world.Sent);
        Assert.Empty(_world.Workflows);
    }

    [Fact]
    public void For_ClinicWithoutPeopleOnCall_FindsSomebodyElse()
    {
        var directory = new ClinicDirectory(Microsoft.Extensions.Options.Options.Create(new ClinicOptions { Directory = { ["c"] = new ClinicEntry { Mail = ["own@c.example"] } } }));
        Assert.Equal(["own@c.example"], directory.For("c", Alerting.Escalation.Audience.OnCall, _world.Time.GetUtcNow()).Mail);
        Assert.Equal(["operations@vectorcare.example"], directory.For("c", Alerting.Escalation.Audience.Fallback, _world.Time.GetUtcNow()).Mail);
    }

    private Transmission Vf() => Build.Transmission(_world.Time.GetUtcNow(), "t1", episodes: [Build.Event("1", EpisodeType.Vf, _world.Time.GetUtcNow().AddMinutes(-9))]);
}
