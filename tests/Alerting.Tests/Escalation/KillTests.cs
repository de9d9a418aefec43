using System.Collections.Concurrent;
using VectorCare.Alerting.Files;
using VectorCare.Contracts.Messages;
using VectorCare.TestKit;

namespace VectorCare.Alerting.Tests.Escalation;

/// <summary>The service, or its sidecar with the workflow engine, dies between any two messages on a red alert's way from the transmission to the acknowledgement.</summary>
public sealed class KillTests
{
    // Long after the story; but a workflow whose word of the acknowledgement died with its sidecar sees it before its next page.
    private static readonly Dictionary<string, string?> LatePages = new() { ["Alerting:Escalation:Rungs:0:EveryMinutes"] = "10" };
    private static readonly string Subject = Build.Patient.ToString("D");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Kill_BetweenAnyTwoMessages_LosesNoPageAndDoublesNoneByKey(bool killsService)
    {
        // Compiled by the first run: the compiler's time would run out on deliveries.
        await RunAsync(int.MaxValue, killsService);
        var (undisturbed, mails) = await RunAsync(int.MaxValue, killsService);
        Assert.Single(mails);
        Assert.InRange(undisturbed, 10, 100);
        var runs = new ConcurrentDictionary<int, IReadOnlyList<string>>();
        await Parallel.ForEachAsync(
            Enumerable.Range(1, undisturbed),
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken },
            async (at, _) => runs[at] = (await RunAsync(at, killsService)).Keys);
        foreach (var (at, keys) in runs)
        {
            Assert.True(keys.Distinct().Count() == 1, $"Killed after message {at}: {string.Join(", ", keys)}");
            Assert.InRange(keys.Count, 1, 2);
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"Kills {runs.Count}, lost 0, doubled by key 0, raw copies {runs.Values.Sum(k => k.Count - 1)}.");
    }

    /// <summary>Messages of the run, and the keys of its mails.</summary>
    private static async Task<(int Messages, IReadOnlyList<string> Keys)> RunAsync(int at, bool killsService)
    {
        var kill = new KillSwitch(at, killsService);
        await using var world = await LiveWorld.StartAsync(LatePages, kill.Into);
        var now = world.Time.Clock.GetUtcNow();
        var transmission = Build.Transmission(now, "t1", episodes: [Build.Event("1", EpisodeType.Vf, now.AddMinutes(-9))], seenAt: now);
        using var over = new CancellationTokenSource();
        var clock = RunClockAsync(world, () => kill, over.Token);
        var story = StoryAsync(world, transmission);
        if (await Task.WhenAny(story, kill.Reached) == kill.Reached && !story.IsCompletedSuccessfully)
        {
            var dead = kill;
            if (killsService)
            {
                await world.KillServiceAsync();
                kill = new KillSwitch(int.MaxValue, killsService);
                await world.StartServiceAsync(kill.Into);
            }
            else
            {
                await world.StopHostAsync();
                await world.StartHostAsync();
            }

            dead.Release();
        }

        await story;
        await over.CancelAsync();
        await clock;
        return (kill.Messages, [.. world.Mails.Select(m => m.Key)]);
    }

    /// <summary>Pub/sub delivers until it is taken, a clinician acknowledges until it is accepted; time goes on whenever nothing else does.</summary>
    private static async Task StoryAsync(LiveWorld world, Transmission transmission)
    {
        await InsistAsync(() => world.TakeAsync(transmission));
        var alert = "";
        await InsistAsync(async () => alert = Assert.Single((await world.FileAsync(Subject)).Alerts, a => a is { Phase: DeliveryPhase.Delivered, EscalatedAt: not null, Outbox.Count: 0, Step: 0 }).Id);
        await InsistAsync(() => world.AcknowledgeAsync(alert));
        await InsistAsync(async () => Assert.Equal("acknowledged", await world.OutcomeAsync(alert)));
        await InsistAsync(async () => Assert.Empty((await world.FileAsync(Subject)).Alerts.Single().Outbox));
    }

    private static async Task InsistAsync(Func<Task> act)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await act();
                return;
            }
            catch (Exception) when (TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(60))
            {
                // Not yet, or nobody there: again, after a while.
                await Task.Delay(VirtualTime.Grain, TimeProvider.System);
            }
        }
    }

    private static async Task RunClockAsync(LiveWorld world, Func<KillSwitch> kill, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var messages = kill().Messages;
            for (var i = 0; i < 10; i++)
                await Task.Delay(VirtualTime.Grain, TimeProvider.System, CancellationToken.None);
            if (!kill().IsUnderWay && kill().Messages == messages && ThreadPool.PendingWorkItemCount == 0)
                world.Time.Clock.Advance(TimeSpan.FromSeconds(2));
        }
    }
}
