using VectorCare.Alerting.Clinics;
using VectorCare.Alerting.Delivery.Limits;
using VectorCare.Alerting.Files;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Tests.Delivery.Limits;

public sealed class LimitTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    private static readonly Guid First = Guid.NewGuid();

    [Fact]
    public async Task Run_MailsLimitIsReached_TheNextChannelTakesItUnderTheSameKey()
    {
        var world = Full(TimeSpan.FromHours(1));
        var replica = world.Start();
        await VfAsync(world, replica, First);
        await VfAsync(world, replica, Build.Patient);
        Assert.Equal([ComponentNames.Mail, ComponentNames.Webhook], world.Sent.Select(s => s.Binding));
        var alert = Assert.Single(world.Alerts());
        Assert.Equal("webhook", alert.DeliveredBy);
        Assert.Equal($"{alert.Id}:0", world.KeysSent.Last());
    }

    [Fact]
    public async Task Run_OnlyChannelIsFull_WaitsForItsTurnAndIsNotCalledUndeliverable()
    {
        var world = Full(Window);
        var replica = world.Start(clinics: new ClinicOptions { DefaultWebhook = string.Empty, OperationsWebhook = string.Empty });
        await VfAsync(world, replica, First);
        var began = world.Time.GetUtcNow();
        await VfAsync(world, replica, Build.Patient);
        Assert.Equal(DeliveryPhase.Pending, Assert.Single(world.Alerts()).Phase);
        while (world.Alerts().Single().DeliveredAt is null)
        {
            world.Time.Advance(TimeSpan.FromSeconds(5));
            await world.DoneAsync(replica.Sweep.SweepAsync(CancellationToken.None));
        }

        Assert.InRange(world.Alerts().Single().DeliveredAt!.Value - began, Window / 2, Window + TimeSpan.FromMinutes(2));
        Assert.Equal(2, world.Sent.Count);
        Assert.Null(world.File(CaseFile.Operations));
    }

    /// <summary>Takes one mail in a window.</summary>
    private static World Full(TimeSpan window) => new() { Limits = new LimitOptions { Mail = new() { Calls = 1, InSeconds = (int)window.TotalSeconds } } };

    private static Task VfAsync(World world, Replica replica, Guid patient) => world.DoneAsync(replica.TakeAsync(Build.Transmission(
        world.Time.GetUtcNow(), "t1", patient: patient, episodes: [Build.Event("1", EpisodeType.Vf, world.Time.GetUtcNow().AddHours(-1))])));
}
