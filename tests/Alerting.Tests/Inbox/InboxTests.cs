using VectorCare.Alerting.Clinics;
using VectorCare.Alerting.Delivery;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Inbox;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Tests.Inbox;

public sealed class InboxTests
{
    private const string Clinic = "clinic-01";
    private const int HvLeadStatus = 722752;

    private readonly World _world = new();

    [Fact]
    public async Task Add_YellowAlerts_GoOutInOneDigest()
    {
        var replica = Start();
        await YellowAsync(replica, Patient(1));
        await YellowAsync(replica, Patient(2));
        Assert.Empty(_world.Sent);
        Assert.Equal((2, 0), (replica.Board.Read().Undelivered, replica.Board.Read().Held));

        await SendAsync(replica);
        var mail = Assert.Single(_world.Sent);
        Assert.Equal(["emailBCC", "emailCC", "emailFrom", "emailTo", "priority", "subject"], mail.Metadata.Keys.Order());
        Assert.Equal(("[YELLOW] 2 yellow alerts - clinic-01 [digest-clinic-01-1]", "3"), (mail.Metadata["subject"], mail.Metadata["priority"]));
        Assert.All([1, 2], n => Assert.Contains(_world.Alerts(Patient(n)).Single().Id + ":0", mail.Body, StringComparison.Ordinal));
        Assert.Equal(2, _world.Published.Count(p => p.State == AlertState.Delivered));
        Assert.Equal((0, 2), (replica.Board.Read().Undelivered, replica.Board.Read().Delivered));

        // Nothing comes again by the sweep.
        await replica.SweepForAsync(TimeSpan.FromMinutes(7));
        Assert.Single(_world.Sent);
    }

    [Fact]
    public async Task Add_Red_BypassesTheInbox()
    {
        await Start().TakeAsync(Build.Transmission(_world.Time.GetUtcNow(), "t1", episodes: [Build.Event("1", EpisodeType.Vf, _world.Time.GetUtcNow().AddHours(-1))]));
        Assert.Single(_world.Sent);
        Assert.Empty(_world.Inboxes);
    }

    [Fact]
    public async Task Add_InboxNotReachable_GoesOnItsOwnAtOnce()
    {
        _world.InboxesRun = false;
        await YellowAsync(Start(), Patient(1));
        Assert.Contains("LED-06", Assert.Single(_world.Sent).Metadata["subject"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_InboxKeepsSilent_GoesOnItsOwnAfterAWhile()
    {
        var replica = Start();
        await YellowAsync(replica, Patient(1));
        await replica.SweepForAsync(TimeSpan.FromMinutes(6));
        Assert.Contains("LED-06", Assert.Single(_world.Sent).Metadata["subject"], StringComparison.Ordinal);
        // The inbox finds nothing left to tell.
        await SendAsync(replica);
        Assert.Single(_world.Sent);
    }

    [Fact]
    public async Task Send_NoChannelTakesIt_SameDigestAgainThenEachOnItsOwn()
    {
        var replica = Start();
        await YellowAsync(replica, Patient(1));
        _world.Answer = _ => new BindingReply(DeliveryResult.Unknown, null, default);
        Assert.False(await SendAsync(replica));
        Assert.False(await SendAsync(replica));
        Assert.True(await SendAsync(replica));
        Assert.Equal(["digest-clinic-01-1"], _world.KeysSent.Distinct());
        _world.Answer = _ => new BindingReply(DeliveryResult.Accepted, 200, default);
        await replica.SweepForAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(_world.Alerts(Patient(1)).Single().Id + ":0", _world.KeysSent.Last());
        Assert.DoesNotContain(_world.Alerts(Patient(1)), a => a.Owed);
    }

    [Fact]
    public async Task Send_NoRoomForMails_KeepsTheDigestHoweverOften()
    {
        var world = new World { Limits = new() { Mail = new() { Calls = 1, InSeconds = 3600 } } };
        var replica = world.Start(clinics: new ClinicOptions { DefaultWebhook = string.Empty });
        await replica.TakeAsync(Build.Transmission(world.Time.GetUtcNow(), "t1", patient: Patient(9), episodes: [Build.Event("1", EpisodeType.Vf, world.Time.GetUtcNow().AddHours(-1))]));
        await YellowAsync(replica, Patient(1), world);
        for (var attempt = 0; attempt < 4; attempt++)
        {
            var sending = SendAsync(replica, world);
            await world.DoneAsync(sending);
            Assert.False(await sending);
        }

        Assert.Single(world.Sent);
        Assert.True(world.Alerts(Patient(1)).Single().Owed);
    }

    [Fact]
    public async Task Add_AcknowledgedBeforeTheDigest_IsNotTold()
    {
        var replica = Start();
        await YellowAsync(replica, Patient(1));
        var store = new CaseFileStore(replica.Documents);
        await store.UpdateAsync(Patient(1).ToString("D"), f => (f.Alerts.Single().AcknowledgedAt = _world.Time.GetUtcNow()) is not null, CancellationToken.None);
        Assert.True(await SendAsync(replica));
        Assert.Empty(_world.Sent);
    }

    [Fact]
    public async Task Add_ProcessKilledAtEveryStep_DeliversAllAndNoKeyTwice()
    {
        for (var step = 1; ; step++)
        {
            var world = new World();
            var fuse = new Fuse(step);
            var killed = false;
            try
            {
                var first = Start(world, fuse);
                await YellowAsync(first, Patient(1), world);
                await SendAsync(first, world);
            }
            catch (ProcessKilledException)
            {
                killed = true;
            }

            var next = Start(world);
            await YellowAsync(next, Patient(1), world);
            await next.SweepForAsync(TimeSpan.FromSeconds(40));
            await SendAsync(next, world);
            await next.SweepForAsync(TimeSpan.FromMinutes(6));
            Assert.DoesNotContain(world.Alerts(Patient(1)), a => a.Owed);
            Assert.Single(world.KeysSent.Distinct());
            Assert.Single(world.Published.Where(p => p.State == AlertState.Delivered).Select(p => p.EventId).Distinct());
            if (!killed)
                return;
        }
    }

    [Fact]
    public async Task Add_NearTheBudget_WarnsOperationsOnceADay()
    {
        var replica = Start(budget: 5);
        for (var n = 1; n <= 6; n++)
            await YellowAsync(replica, Patient(n));
        Assert.Contains("OPS-06", Assert.Single(_world.Sent).Metadata["subject"], StringComparison.Ordinal);
        Assert.Equal(_world.Time.GetUtcNow().AddMinutes(15), replica.Desk.DueOf(Clinic, _world.Inboxes[Clinic], _world.Time.GetUtcNow()));
        await SendAsync(replica);
        _world.Time.Advance(TimeSpan.FromDays(1));
        for (var n = 11; n <= 14; n++)
            await YellowAsync(replica, Patient(n));
        Assert.Equal(2, _world.Sent.Count(s => s.Metadata["subject"].Contains("OPS-06", StringComparison.Ordinal)));
    }

    [Fact]
    public void Add_SameAlert_IsKeptOnceAlsoWhileItIsSent()
    {
        var state = new InboxState();
        var alert = new WaitingAlert("a", "s");
        Assert.True(state.Add(alert, default));
        Assert.False(state.Add(alert, default));
        Assert.Equal(1, state.Next()!.Number);
        Assert.False(state.Add(alert, default));
        Assert.True(state.Add(new WaitingAlert("b", "s"), default));
        Assert.Equal([alert], state.Next()!.Alerts);
    }

    private static Guid Patient(int n) => new($"00000000-0000-4000-8000-{n:d12}");

    private Replica Start(World? world = null, Fuse? fuse = null, int budget = 500) => (world ?? _world).Start(fuse, clinics: new ClinicOptions { Inbox = new InboxOptions { DailyAlerts = budget } });

    private Task YellowAsync(Replica replica, Guid patient, World? world = null) => replica.TakeAsync(
        Build.Transmission((world ?? _world).Time.GetUtcNow(), "t1", measurements: [Build.Name(HvLeadStatus, "Check Lead")], seenAt: (world ?? _world).Time.GetUtcNow()) with { Patient = patient, EventId = "t1-" + patient });

    private async Task<bool> SendAsync(Replica replica, World? world = null)
    {
        var state = (world ?? _world).Inboxes.GetValueOrDefault(Clinic);
        if (state?.Next() is not { } batch)
            return true;
        if (!await replica.Desk.SendAsync(Clinic, batch))
            return false;
        (state.Sending, state.DueAt) = (null, null);
        return true;
    }
}
