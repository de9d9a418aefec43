using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LocalDapr.Tests.Hosting;
using VectorCare.TestKit;

namespace LocalDapr.Tests.Durability;

public sealed class KilledRuntimeTests
{
    private const int Kills = 3;

    [Fact]
    public async Task Kill_WhilePublishing_LosesAndForgetsNothing()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        var stop = limit.Token;
        var random = new Random(20_261);
        using var folder = new TemporaryFolder();
        await using var app = await PlayedApp.StartAsync();
        app.Config = """{"entities":["Counter"]}""";
        app.Subscriptions = """[{"pubsubname":"bus","topic":"t","route":"/on/t"}]""";
        var delivered = new ConcurrentDictionary<int, bool>();
        var takes = false;
        app.Answer = async (http, call) =>
        {
            if (call.Target != "/on/t")
                return;

            // Not taking leaves a backlog for the next process.
            while (!Volatile.Read(ref takes))
                await Task.Delay(VirtualTime.Grain, TimeProvider.System, http.RequestAborted);
            using var envelope = JsonDocument.Parse(call.Body);
            delivered[envelope.RootElement.GetProperty("data").GetProperty("n").GetInt32()] = true;
        };
        var port = KilledRuntime.Prepare(folder.Path, app.Port);
        var acknowledged = new ConcurrentDictionary<int, bool>();
        for (var kill = 0; kill < Kills; kill++)
        {
            Volatile.Write(ref takes, kill % 2 == 1);
            await using var runtime = await KilledRuntime.StartAsync(folder.Path, port, stop);
            if (kill == 0)
                await RegisterAsync(runtime, stop);
            await PublishUntilKilledAsync(runtime, acknowledged, random.Next(50, 300), stop);
        }

        app.Calls.Clear();
        Volatile.Write(ref takes, true);
        await using var last = await KilledRuntime.StartAsync(folder.Path, port, stop);
        while (!(acknowledged.Keys.All(delivered.ContainsKey) && Called(app, "/job/tick") && Called(app, "/actors/Counter/1/method/remind/wake")))
            await Task.Delay(VirtualTime.Grain, TimeProvider.System, stop);

        Assert.Contains("@every 1s", await last.UntilAsync("/v1.0-alpha1/jobs/tick", static _ => true, stop), StringComparison.Ordinal);
        Assert.Contains("1s", await last.UntilAsync("/v1.0/actors/Counter/1/reminders/wake", static _ => true, stop), StringComparison.Ordinal);
        Assert.Equal("7", await last.UntilAsync("/v1.0/actors/Counter/1/state/count", static _ => true, stop));
        Assert.Equal("\"kept\"", await last.UntilAsync("/v1.0/state/store/k", static _ => true, stop));
    }

    private static bool Called(PlayedApp app, string path) => app.Calls.Any(c => c.Target == path);

    private static async Task RegisterAsync(KilledRuntime runtime, CancellationToken stop)
    {
        // An event that comes before its subscription is nobody's.
        await runtime.UntilAsync("/v1.0/metadata", static body => body.Contains("/on/t", StringComparison.Ordinal), stop);
        await PostAsync("/v1.0-alpha1/jobs/tick", new { schedule = "@every 1s" });
        await PostAsync("/v1.0/actors/Counter/1/method/m", new { });
        await PostAsync("/v1.0/actors/Counter/1/state", new[] { new { operation = "upsert", request = new { key = "count", value = 7 } } });
        await PostAsync("/v1.0/actors/Counter/1/reminders/wake", new { dueTime = "1s", period = "1s" });
        await PostAsync("/v1.0/state/store", new[] { new { key = "k", value = "kept" } });

        async Task PostAsync(string path, object body)
        {
            using var answer = await runtime.Http.PostAsJsonAsync(path, body, stop);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(stop)}");
        }
    }

    private static async Task PublishUntilKilledAsync(KilledRuntime runtime, ConcurrentDictionary<int, bool> acknowledged, int acks, CancellationToken stop)
    {
        var (before, next) = (acknowledged.Count, acknowledged.IsEmpty ? 0 : acknowledged.Keys.Max() + 1000);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PublishAsync()));

        async Task PublishAsync()
        {
            try
            {
                while (true)
                {
                    var n = Interlocked.Increment(ref next);
                    using var answer = await runtime.Http.PostAsJsonAsync("/v1.0/publish/bus/t", new { n }, stop);
                    if (answer.StatusCode == HttpStatusCode.NoContent)
                        acknowledged[n] = true;
                    if (acknowledged.Count - before >= acks)
                        runtime.Kill();
                }
            }
            catch (HttpRequestException)
            {
                // Killed.
            }
        }
    }
}
