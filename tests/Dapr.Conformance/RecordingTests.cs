using Dapr.Conformance.Apps;
using Dapr.Conformance.Playing;
using Dapr.Conformance.Servers;
using Dapr.Conformance.Support;

namespace Dapr.Conformance;

/// <summary>Each recording is a case; cases run side by side (xunit.runner.json).</summary>
public sealed class RecordingTests(StoreServers stores)
{
    private const string Lenient = "resiliency-broken";

    public static TheoryData<string> Cases { get; } = new(ConformanceCase.All().Select(c => c.Name));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Replay_Recording_AnswersAsRecorded(string name)
    {
        var recording = ConformanceCase.Load(name);
        Exceptions.SkipWhereNeeded(recording);
        if (RunningSidecars.Folder is not null)
        {
            Assert.SkipWhen(RunningSidecars.Hinders(recording) is not null, RunningSidecars.Hinders(recording) ?? string.Empty);
            Report(recording, await PlayedAgainst.RunningAsync(recording).WaitAsync(TimeSpan.FromSeconds(300)));
            return;
        }

        if (recording.Profile == "stores")
            await stores.NeedAsync();
        using var broker = recording.Profile == "kafka" ? new KafkaBroker() : null;
        Report(recording, await PlayAsync(recording, broker).WaitAsync(TimeSpan.FromSeconds(90)));
    }

    private async Task<IReadOnlyList<string>> PlayAsync(ConformanceCase recording, KafkaBroker? broker)
    {
        var run = "r" + Guid.NewGuid().ToString("n")[..8];
        var ports = PlayedPorts.Free();
        using var work = new WorkFolder(recording.Profile, ports, run, broker?.Addresses ?? stores.Addresses);
        broker?.Prepare(run);
        await using var clock = IsTimedByServers(recording) ? PlayClock.Wall() : PlayClock.Virtual();
        await using var sidecars = new EmbeddedSidecars(work, clock, recording.Profile == Lenient);
        await using var apps = new PlayedApps(ports, work, clock);
        await using var player = new CasePlayer(recording, ports, work, sidecars, apps, clock, run);
        return await player.PlayAsync();
    }

    private static void Report(ConformanceCase recording, IReadOnlyList<string> differences)
    {
        Assert.True(differences.Count == 0, $"{recording.Title}\n{string.Join('\n', differences.Take(12))}");
        Outcomes.Add(recording, ExceptionGroup.None);
    }

    // A server of another process keeps the real time.
    private static bool IsTimedByServers(ConformanceCase recording) =>
        recording.Profile == "kafka" || (recording.Profile == "stores" && recording.Steps.Any(s => s!["sleep"] is not null));
}
