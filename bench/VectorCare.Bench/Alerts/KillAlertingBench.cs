using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using VectorCare.Bench.Harness;
using VectorCare.Contracts;

namespace VectorCare.Bench.Alerts;

/// <summary>SIGKILL at random instants to any process, at any moment of its start too: registry, scheduler, scraper, ingest, alerting, and LocalDapr (sidecars, broker, workflow engine). Meanwhile red alerts come in two ways: transmissions published as the scraper does it, and events on portals that the whole chain has to find by polling. Afterwards what pub/sub acknowledged and what the portals told is compared with what arrived.</summary>
internal sealed class KillAlertingBench : IBench
{
    private const string LocalDapr = "localdapr";
    private const string Rule = "VT-01";
    private static readonly TimeSpan BetweenAlerts = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan BetweenEvents = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan Cycle = TimeSpan.FromSeconds(Slots.Count);

    /// <summary>From registration to the first patient's poll, and to the last one's: half a cycle.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Within = Cycle / 2;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string[] Processes = [AppIds.Alerting, AppIds.Ingest, LocalDapr, AppIds.Registry, AppIds.Scheduler, AppIds.Scraper];

    public string Name => "kill-alerting";

    public string About => "random SIGKILLs of any process: no page of a red alert is lost, none doubled by key";

    public IReadOnlyList<string> Keys =>
        ["kills", .. Processes.Select(KeyOf), "published", "sent_again", "on_portals", "pages", "lost", "doubled_by_key", "raw_copies", "later_pages", "settled_s"];

    public async Task<JsonObject> RunAsync(BenchSize size, Action<string> progress, CancellationToken stop)
    {
        var (kills, patients, seed) = size switch { BenchSize.Full => (100, 120, 1), BenchSize.Quick => (30, 30, 2), _ => (1, 0, 3) };
        await using var rig = await AlertingRig.StartAsync(new RigPlan(30, new Dictionary<string, string>(), patients), stop);
        var secondCycle = patients > 0 ? await PollOnceAsync(rig, progress, stop) : TimeProvider.System.GetUtcNow();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var published = new ConcurrentDictionary<Guid, int>();
        var publisher = Task.Run(() => PublishAsync(rig.Scraper, seed, published, enough.Token), stop);
        var portals = Task.Run(() => HappenAsync(rig.Portals, stop), stop);
        var killed = new Dictionary<string, int>();
        var random = new Random(seed);
        var running = Array.FindAll(Processes, p => p == LocalDapr || rig.Services.ContainsKey(p));
        for (var kill = 0; kill < kills; kill++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 3000)), TimeProvider.System, stop);
            var which = running[random.Next(running.Length)];
            killed[which] = killed.GetValueOrDefault(which) + 1;
            await KillAsync(rig, which, stop);
            if (kill % 10 == 9)
                progress($"{kill + 1} kills, {published.Count} red transmissions acknowledged, {rig.Inboxes.First.Count} pages");
        }

        await enough.CancelAsync();
        await publisher;
        await portals;
        var since = TimeProvider.System.GetUtcNow();
        // A poll that was lost to a kill is due again a cycle later.
        var until = Later(since, patients > 0 ? secondCycle + Cycle + Within : since) + Patience;
        Guid[] all = [.. published.Keys, .. rig.Portals?.Patients.Select(p => p.Patient) ?? []];
        Guid[] missing;
        while ((missing = [.. all.Except(Arrived(rig).Where(p => p.Rule == Rule).Select(p => p.Patient))]).Length > 0 && TimeProvider.System.GetUtcNow() < until)
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, stop);
        var settled = TimeProvider.System.GetUtcNow() - since;

        var pages = Arrived(rig);
        var doubled = Page.DoubledByKey(pages);
        if (missing.Length + doubled > 0)
            throw new InvalidOperationException($"{missing.Length} pages are lost, {doubled} came under another key: {string.Join(", ", missing.Take(3))}. Operations were told: {string.Join(", ", rig.Inboxes.First.Keys.Where(k => k.StartsWith("alert-operations-", StringComparison.Ordinal)).Take(10))}.");
        var figures = new JsonObject { ["kills"] = kills };
        foreach (var process in Processes)
            figures[KeyOf(process)] = killed.GetValueOrDefault(process);
        figures["published"] = published.Count;
        figures["sent_again"] = published.Values.Sum() - published.Count;
        figures["on_portals"] = patients;
        figures["pages"] = pages.Count(p => p.Step == 0);
        figures["lost"] = missing.Length;
        figures["doubled_by_key"] = doubled;
        figures["raw_copies"] = rig.Inboxes.Copies.Count - rig.Inboxes.First.Count;
        figures["later_pages"] = pages.Count(p => p.Step > 0);
        figures["settled_s"] = Math.Round(settled.TotalSeconds, 1);
        return figures;
    }

    private static string KeyOf(string process) => "kills_" + process;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static List<Page> Arrived(AlertingRig rig) => [.. Page.Of(rig.Inboxes.First.Keys)];

    /// <summary>Registers the portals' patients and waits until each was polled once: what a portal tells at the first poll is history and pages nobody.</summary>
    /// <returns>When the first of them is due again.</returns>
    private static async Task<DateTimeOffset> PollOnceAsync(AlertingRig rig, Action<string> progress, CancellationToken stop)
    {
        var first = TimeProvider.System.GetUtcNow() + Lead;
        using var api = rig.Api();
        await api.ImportAsync(await rig.Portals!.RegistryFileAsync(first, Within, stop), stop);
        var patients = rig.Portals.Patients.Count;
        while ((await api.IngestAsync(first + Cycle, stop)).Outcomes.Values.Sum(o => o.GetValueOrDefault("New")) < patients)
        {
            if (TimeProvider.System.GetUtcNow() > first + Within + Patience)
                throw new InvalidOperationException("Not every patient was polled in the first cycle.");
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, stop);
        }

        progress($"{patients} patients polled once");
        var early = first + Cycle - (Lead * 2) - TimeProvider.System.GetUtcNow();
        if (early > TimeSpan.Zero)
            await Task.Delay(early, TimeProvider.System, stop);
        return first + Cycle;
    }

    private static async Task HappenAsync(Portals? portals, CancellationToken stop)
    {
        foreach (var (_, reference) in portals?.Patients ?? [])
        {
            await portals!.InjectAsync(reference, stop);
            await Task.Delay(BetweenEvents, TimeProvider.System, stop);
        }
    }

    private static async Task KillAsync(AlertingRig rig, string which, CancellationToken stop)
    {
        if (which == LocalDapr)
        {
            await rig.KillRuntimeAsync();
            await rig.StartRuntimeAsync(stop);
            return;
        }

        // Nobody waits until it is ready: the next kill may meet it while it starts.
        await rig.Services[which].KillAsync();
        rig.Services[which].Start();
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
