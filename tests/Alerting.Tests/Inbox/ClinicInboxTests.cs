using VectorCare.Alerting.Tests.Escalation;

namespace VectorCare.Alerting.Tests.Inbox;

/// <summary>The actor as it is hosted, on LocalDapr.</summary>
public sealed class ClinicInboxTests
{
    [Fact]
    public async Task ReceiveReminder_YellowAlerts_AreMailedAsOneDigestThenAsTheNext()
    {
        await using var world = await LiveWorld.StartAsync();
        await YellowAsync(world, 1);
        await YellowAsync(world, 2);
        Assert.Empty(world.Mails);
        await DigestAsync(world, 1);
        Assert.Contains("digest-clinic-01-1", world.Mails[0].Text, StringComparison.Ordinal);
        Assert.Equal(2, Keys(world.Mails[0].Text));
        await LiveWorld.UntilAsync(async () => (await world.FileAsync(Patient(2).ToString("D"))).Alerts.Single() is { Owed: false, Outbox.Count: 0 });

        await YellowAsync(world, 3);
        await DigestAsync(world, 2);
        Assert.Contains("digest-clinic-01-2", world.Mails[1].Text, StringComparison.Ordinal);
        Assert.Equal(1, Keys(world.Mails[1].Text));
    }

    [Fact]
    public async Task ReceiveReminder_ServiceAndSidecarRestarted_SendsWhatWaited()
    {
        await using var world = await LiveWorld.StartAsync();
        await YellowAsync(world, 1);
        await world.KillServiceAsync();
        await world.StopHostAsync();
        await world.StartHostAsync();
        await world.StartServiceAsync();
        await DigestAsync(world, 1);
        Assert.Contains("digest-clinic-01-1", world.Mails[0].Text, StringComparison.Ordinal);
    }

    private static async Task DigestAsync(LiveWorld world, int mails)
    {
        world.Time.Clock.Advance(TimeSpan.FromSeconds(30));
        await LiveWorld.UntilAsync(() => world.Mails.Count == mails);
    }

    private static int Keys(string mail) => mail.Split("<dt>Delivery key</dt>").Length - 1;

    private static Guid Patient(int n) => new($"00000000-0000-4000-8000-{n:d12}");

    private static Task YellowAsync(LiveWorld world, int n)
    {
        var now = world.Time.Clock.GetUtcNow();
        return world.TakeAsync(Build.Transmission(now, "t1", patient: Patient(n), measurements: [Build.Name(722752, "Check Lead")], seenAt: now));
    }
}
