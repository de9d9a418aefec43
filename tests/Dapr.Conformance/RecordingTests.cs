using Dapr.Conformance.Playing;

namespace Dapr.Conformance;

/// <summary>Each recording is a case. Areas are classes of their own so that they run side by side.</summary>
public abstract class RecordingTests
{
    private static readonly string[] Lenient = ["resiliency-broken"];

    protected static async Task PlayAsync(string name, IReadOnlyDictionary<string, string>? servers = null)
    {
        var recording = ConformanceCase.Load(name);
        Exceptions.SkipWhereNeeded(recording);
        var run = "r" + Guid.NewGuid().ToString("n")[..10];
        var ports = PlayedPorts.Free();
        using var work = new WorkFolder(recording.Profile, ports, run, servers ?? new Dictionary<string, string>(StringComparer.Ordinal));
        await using var clock = IsTimedByServers(recording) ? PlayClock.Wall() : PlayClock.Virtual();
        await using var sidecars = new EmbeddedSidecars(work, clock, Lenient.Contains(recording.Profile));
        await using var player = new CasePlayer(recording, ports, work, sidecars, clock, run);

        var differences = await player.PlayAsync().WaitAsync(TimeSpan.FromSeconds(90));

        Assert.True(differences.Count == 0, $"{recording.Title}\n{string.Join('\n', differences.Take(12))}");
    }

    // A server of another process keeps the real time.
    private static bool IsTimedByServers(ConformanceCase recording) =>
        recording.Profile == "kafka" || (recording.Profile == "stores" && recording.Steps.Any(s => s!["sleep"] is not null));
}
