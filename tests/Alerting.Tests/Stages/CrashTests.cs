using VectorCare.Alerting.Delivery;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Tests.Stages;

/// <summary>A process is killed at each of its steps towards state, pub/sub and bindings. Pub/sub then delivers the event again, or the sweep of another process goes on.</summary>
public sealed class CrashTests
{
    private static DateTimeOffset Start { get; } = new World().Time.GetUtcNow();

    public static TheoryData<int, bool> Kills
    {
        get
        {
            var fuse = new Fuse(int.MaxValue);
            var replica = new World().Start(fuse);
            replica.TakeAsync(Story()).GetAwaiter().GetResult();
            var data = new TheoryData<int, bool>();
            for (var step = 1; step <= fuse.Steps; step++)
            {
                data.Add(step, true);
                data.Add(step, false);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Kills))]
    public async Task Kill_AtAnyStep_LosesNothingAndCopiesCarryTheSameKey(int step, bool deliveredAgainAtOnce)
    {
        var world = new World();
        await Assert.ThrowsAsync<ProcessKilledException>(() => world.Start(new Fuse(step)).TakeAsync(Story()));

        var next = world.Start();
        if (deliveredAgainAtOnce)
            await next.TakeAsync(Story());
        await next.SweepForAsync(TimeSpan.FromSeconds(45));
        await next.TakeAsync(Story());
        await next.SweepForAsync(TimeSpan.FromSeconds(45));

        var alerts = world.Alerts().ToArray();
        Assert.Equal(["TX-01", "VT-01"], alerts.Select(a => a.Rule).Order());
        Assert.All(alerts, a => Assert.Equal(Alerting.Files.DeliveryPhase.Delivered, a.Phase));
        Assert.All(alerts, a => Assert.Empty(a.Outbox));
        Assert.Equal(2, world.KeysSent.Distinct().Count());
        Assert.InRange(world.Sent.Count, 2, 3); // One alert at most was between a channel's acceptance and the record of it.
        Assert.Equal(4, world.Published.Select(p => p.EventId).Distinct().Count());
        Assert.Equal([AlertState.Opened, AlertState.Delivered], world.Published.Where(p => p.Rule == "VT-01").Select(p => p.State).Distinct());
    }

    [Fact]
    public async Task Kill_DuringTheFirstChannel_GoesOnWithTheNextAfterTheLease()
    {
        var world = new World();
        var hung = true;
        world.Answer = name => name == "mail" && hung ? throw new ProcessKilledException() : new BindingReply(DeliveryResult.Accepted, 200, default);
        await Assert.ThrowsAsync<ProcessKilledException>(() => world.Start().TakeAsync(Story()));
        hung = false;
        var next = world.Start();
        await next.SweepForAsync(TimeSpan.FromSeconds(25));
        Assert.Empty(world.Sent);
        await next.SweepForAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(["webhook", "webhook"], world.Sent.Select(s => s.Binding));
    }

    [Fact]
    public async Task TwoReplicas_SameTransmissionAtOnce_PageOnce()
    {
        for (var round = 0; round < 50; round++)
        {
            var world = new World();
            var (a, b) = (world.Start(), world.Start());
            await Task.WhenAll(Task.Run(() => a.TakeAsync(Story())), Task.Run(() => b.TakeAsync(Story())));
            Assert.Equal(2, world.Sent.Count);
        }
    }

    private static Transmission Story() => Build.Transmission(Start, "t1", episodes: [Build.Event("7", EpisodeType.Vf, Start.AddMinutes(-5), shocks: 1, result: "Successful")]);
}
