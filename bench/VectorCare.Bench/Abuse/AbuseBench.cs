using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using VectorCare.Bench.Harness;
using VectorCare.Bench.Runtime;
using VectorCare.TestKit;

namespace VectorCare.Bench.Abuse;

/// <summary>What bad requests and bad applications do to LocalDapr: whether it stays up, answers as it should, and gives everything back.</summary>
internal sealed class AbuseBench : IBench
{
    private const int Concurrency = 32;
    private const int LargestBody = 4 * 1024 * 1024;
    private const int MoreHandles = 32;
    private const int MoreThreads = 16;
    private const int MoreMib = 50;

    public string Name => "abuse";

    public string About => "Bad requests, truncated streams and applications that die, hang or talk garbage: the sidecar stays up and leaks nothing";

    public IReadOnlyList<string> Keys => ["requests", "kinds", "unexpected", "alive", "before", "after", "peak_rss_mib", "per_second", "target", "pass", "how"];

    public async Task<JsonObject> RunAsync(BenchSize size, Action<string> progress, CancellationToken stop)
    {
        var requests = size switch { BenchSize.Full => 100_000, BenchSize.Quick => 20_000, _ => 1_000 };
        var folder = Directory.CreateTempSubdirectory("localdapr-abuse-").FullName;
        await using var probe = await MeasuredApp.StartAsync(subscribes: true, stop);
        await using var hostile = new HostileApp();
        var httpPorts = RuntimeFiles.Apps.ToDictionary(a => a, _ => FreePorts.Next());
        var grpcPorts = RuntimeFiles.Apps.ToDictionary(a => a, _ => FreePorts.Next());
        RuntimeFiles.Write(folder, new Dictionary<string, int>(StringComparer.Ordinal) { ["probe"] = probe.Port, ["callee"] = hostile.Port }, httpPorts, grpcPorts);
        await File.WriteAllTextAsync(Path.Combine(folder, "resources", "resiliency.yaml"), Resiliency, stop);
        try
        {
            await using var runtime = await RuntimeProcess.StartAsync(folder, httpPorts.Values, stop);
            return await AbuseAsync(runtime, httpPorts["probe"], grpcPorts["probe"], requests, progress, stop);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private const string Resiliency = """
        apiVersion: dapr.io/v1alpha1
        kind: Resiliency
        metadata:
          name: patience
        spec:
          policies:
            timeouts:
              short: 200ms
          targets:
            apps:
              callee:
                timeout: short
        """;

    private static async Task<JsonObject> AbuseAsync(RuntimeProcess runtime, int httpPort, int grpcPort, int requests, Action<string> progress, CancellationToken stop)
    {
        var tally = new ConcurrentDictionary<string, (int Sent, int Unexpected)>(StringComparer.Ordinal);
        var peak = 0.0;

        // The first tenth fills pools and caches: what grows after it grows with the requests.
        await WaveAsync(requests / 10, seed: 1);
        var before = await SettledAsync(runtime, stop);
        var began = Stopwatch.GetTimestamp();
        await WaveAsync(requests - (requests / 10), seed: 2);
        var perSecond = (requests - (requests / 10)) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        var after = await SettledAsync(runtime, stop);
        var alive = runtime.IsAlive && await WorksAsync(httpPort, stop);
        var unexpected = tally.Values.Sum(t => t.Unexpected);
        return new JsonObject
        {
            ["requests"] = tally.Values.Sum(t => t.Sent),
            ["kinds"] = new JsonObject(tally.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => KeyValuePair.Create(t.Key, (JsonNode?)new JsonObject { ["sent"] = t.Value.Sent, ["unexpected"] = t.Value.Unexpected }))),
            ["unexpected"] = unexpected,
            ["alive"] = alive,
            ["before"] = before.ToJson(),
            ["after"] = after.ToJson(),
            ["peak_rss_mib"] = Math.Round(peak, 1),
            ["per_second"] = Math.Round(perSecond),
            ["target"] = $"alive, nothing unexpected; after: at most {MoreHandles} handles, {MoreThreads} threads, {MoreMib} MiB more than before",
            ["pass"] = alive && unexpected == 0 && after.Handles <= before.Handles + MoreHandles && after.Threads <= before.Threads + MoreThreads && after.RssMib <= before.RssMib + MoreMib,
            ["how"] = "LocalDapr's own process with six sidecars, kinds mixed at random with a fixed seed, 32 at a time. before: after the first tenth of the requests; both figures after connections were closed and the process was idle. unexpected: another status than daprd's recorded one, or no end of the connection.",
        };

        async Task WaveAsync(int count, int seed)
        {
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 64 }) { Timeout = TimeSpan.FromSeconds(30) };
            Attack[] all = [.. new HttpAttacks(http, httpPort, LargestBody).All, .. new RawAttacks(httpPort, grpcPort).All, .. new GrpcAttacks(http, grpcPort, LargestBody).All];
            Attack[] drawn = [.. all.SelectMany(a => Enumerable.Repeat(a, a.Weight))];
            await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = stop }, async (number, cancelled) =>
            {
                var random = new Random((seed * 1_000_003) + number);
                var attack = drawn[random.Next(drawn.Length)];
                var expected = await SendAsync(attack, random, progress, cancelled);
                tally.AddOrUpdate(attack.Name, (1, expected ? 0 : 1), (_, t) => (t.Sent + 1, t.Unexpected + (expected ? 0 : 1)));
                if (number % 500 == 0)
                    peak = Math.Max(peak, runtime.ResidentMib);
            });
        }
    }

    private static async Task<bool> SendAsync(Attack attack, Random random, Action<string> progress, CancellationToken stop)
    {
        try
        {
            if (await attack.SendAsync(random, stop))
                return true;
            progress($"{attack.Name}: another answer than expected");
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            progress($"{attack.Name}: {e.GetType().Name}: {e.Message}");
        }

        return false;
    }

    // A sidecar that was abused still does its work.
    private static async Task<bool> WorksAsync(int port, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        using var saved = await http.PostAsJsonAsync(new Uri("/v1.0/state/sqlite", UriKind.Relative), new[] { new { key = "after", value = 1 } }, stop);
        using var health = await http.GetAsync(new Uri("/v1.0/healthz", UriKind.Relative), stop);
        return saved.StatusCode == HttpStatusCode.NoContent
            && health.StatusCode == HttpStatusCode.NoContent
            && await http.GetStringAsync(new Uri("/v1.0/state/sqlite/after", UriKind.Relative), stop) == "1";
    }

    private static async Task<Held> SettledAsync(RuntimeProcess runtime, CancellationToken stop)
    {
        var held = Held.Of(runtime);
        for (var quiet = 0; quiet < 3;)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, stop);
            var now = Held.Of(runtime);
            quiet = now.Handles < held.Handles ? 0 : quiet + 1;
            held = now;
        }

        return held;
    }

    private sealed record Held(int Handles, int Threads, double RssMib)
    {
        public static Held Of(RuntimeProcess runtime) => new(runtime.Handles, runtime.Threads, Math.Round(runtime.ResidentMib, 1));

        public JsonObject ToJson() => new() { ["handles"] = Handles, ["threads"] = Threads, ["rss_mib"] = RssMib };
    }
}
