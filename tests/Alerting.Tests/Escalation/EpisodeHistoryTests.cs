using VectorCare.Contracts;
using VectorCare.TestKit;

namespace VectorCare.Alerting.Tests.Escalation;

/// <summary>Replays the episodes of every release: one that sleeps while the service is updated goes on with the new code. With <c>VECTORCARE_RECORD_HISTORIES=RELEASE</c> those of today are written beside them first.</summary>
public sealed class EpisodeHistoryTests
{
    private static readonly string Folder = RepositoryPaths.At("tests", "Alerting.Tests", "Escalation", "histories");
    private static readonly Dictionary<string, string?> TwoPages = new()
    {
        ["Alerting:Escalation:Rungs:0:Pages"] = "2",
        ["Alerting:Escalation:Rungs:0:EveryMinutes"] = "1440",
    };

    [Fact]
    public async Task Histories_OfEveryRelease_AreFollowedByTheCodeOfToday()
    {
        if (Environment.GetEnvironmentVariable("VECTORCARE_RECORD_HISTORIES") is { Length: > 0 } release)
        {
            await RecordAsync(release, "acknowledged", (world, alert) => world.AcknowledgeAsync(alert));
            await RecordAsync(release, "given-up", (world, _) =>
            {
                world.Time.Clock.Advance(TimeSpan.FromDays(1));
                return Task.CompletedTask;
            });
        }

        var files = Directory.GetFiles(Folder, "*.json");
        Assert.True(files.Length >= 2);
        await using var today = await LiveWorld.StartAsync(TwoPages);
        foreach (var file in files)
            Assert.Null(await today.Host.Workflows.ReplayAsync(AppIds.Alerting, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken));
    }

    private static async Task RecordAsync(string release, string end, Func<LiveWorld, string, Task> after)
    {
        await using var world = await LiveWorld.StartAsync(TwoPages);
        var alert = await world.PageAsync();
        world.Time.Clock.Advance(TimeSpan.FromDays(1));
        await world.DeliveredAsync(alert, 1);
        await after(world, alert);
        await LiveWorld.UntilAsync(async () => await world.OutcomeAsync(alert) == end);
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, $"{release}-{end}.json"), await world.Host.Workflows.HistoryAsync(AppIds.Alerting, alert) + "\n");
    }
}
