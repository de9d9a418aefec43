using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using VectorCare.Bench.Harness;

namespace VectorCare.Bench.Alerts;

/// <summary>SIGKILL at random instants to alerting, to LocalDapr (sidecars, broker, workflow engine) and to ingest while red alerts come in, at any moment of their start too; afterwards what pub/sub acknowledged is compared with what arrived in the mailbox.</summary>
internal sealed class KillAlertingBench : IBench
{
    private static readonly TimeSpan BetweenAlerts = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public string Name => "kill-alerting";

    public string About => "random SIGKILLs of alerting, LocalDapr and ingest: no page of a red alert is lost, none doubled by key";

    public IReadOnlyList<string> Keys =>
        ["kills", "kills_alerting", "kills_localdapr", "kills_ingest", "published", "sent_again", "pages", "lost", "doubled_by_key", "raw_copies", "later_pages", "settled_s"];

    public async Task<JsonObject> RunAsync(BenchSize size, Action<string> progress, CancellationToken stop)
    {
        var (kills, seed) = size switch { BenchSize.Full => (100, 1), BenchSize.Quick => (30, 2), _ => (1, 3) };
        await using var rig = await AlertingRig.StartAsync(digestSeconds: 30, stop);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var published = new ConcurrentDictionary<Guid, int>();
        var publisher = Task.Run(() => PublishAsync(rig.Scraper, seed, published, enough.Token), stop);
        var random = new Random(seed);
        var killed = new int[3];
        for (var kill = 0; kill < kills; kill++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 3000)), TimeProvider.System, stop);
            var which = random.Next(3);
            killed[which]++;
            await (which switch { 0 => KillAsync(rig.Alerting), 1 => KillRuntimeAsync(rig, stop), _ => KillAsync(rig.Ingest) });
            if (kill % 10 == 9)
                progress($"{kill + 1} kills, {published.Count} red transmissions acknowledged, {rig.Inboxes.First.Count} pages");
        }

        await enough.CancelAsync();
        await publisher;
        var since = TimeProvider.System.GetTimestamp();
        Guid[] missing;
        while ((missing = [.. published.Keys.Except(Arrived(rig).Select(p => p.Patient))]).Length > 0 && TimeProvider.System.GetElapsedTime(since) < Patience)
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, stop);
        var settled = TimeProvider.System.GetElapsedTime(since);

        var pages = Arrived(rig);
        var doubled = Page.DoubledByKey(pages);
        if (missing.Length + doubled > 0)
            throw new InvalidOperationException($"{missing.Length} pages are lost, {doubled} came under another key: {string.Join(", ", missing.Take(3))}.");
        return new JsonObject
        {
            ["kills"] = kills,
            ["kills_alerting"] = killed[0],
            ["kills_localdapr"] = killed[1],
            ["kills_ingest"] = killed[2],
            ["published"] = published.Count,
            ["sent_again"] = published.Values.Sum() - published.Count,
            ["pages"] = pages.Count(p => p.Step == 0),
            ["lost"] = missing.Length,
            ["doubled_by_key"] = doubled,
            ["raw_copies"] = rig.Inboxes.Copies.Count - rig.Inboxes.First.Count,
            ["later_pages"] = pages.Count(p => p.Step > 0),
            ["settled_s"] = Math.Round(settled.TotalSeconds, 1),
        };
    }

    private static List<Page> Arrived(AlertingRig rig) => [.. Page.Of(rig.Inboxes.First.Keys)];

    // Nobody waits until it is ready: the next kill may meet it while it starts.
    private static async Task KillAsync(ServiceProcess service)
    {
        await service.KillAsync();
        service.Start();
    }

    private static async Task KillRuntimeAsync(AlertingRig rig, CancellationToken stop)
    {
        await rig.KillRuntimeAsync();
        await rig.StartRuntimeAsync(stop);
    }

    private static async Task PublishAsync(Uri sidecar, int seed, ConcurrentDictionary<Guid, int> published, CancellationToken enough)
    {
        using var outbreak = new Outbreak(sidecar);
        using var timer = new PeriodicTimer(BetweenAlerts);
        try
        {
            for (var number = 1; await timer.WaitForNextTickAsync(enough); number++)
            {
                var transmission = Outbreak.Transmission(number, seed, red: true, TimeProvider.System.GetUtcNow());
                published[transmission.Patient] = await outbreak.PublishAsync(transmission, enough);
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // What was not acknowledged is not counted.
        }
    }
}
