using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using VectorCare.Bench.Harness;
using VectorCare.Contracts;

namespace VectorCare.Bench.Alerts;

/// <summary>From the scraper's publishing to the inboxes: 50 red episodes a second, then 10,000 episodes at once, 500 of them red, as when a vendor comes back from an outage. A quarter of the clinics has a webhook, the others mail; both providers take about twice what the 50 a second need, and their calls are counted where they arrive.</summary>
internal sealed class AlertsBench : IBench
{
    private const int PerSecond = 50;
    private const int MailsPerSecond = 100;
    private const int WebhooksPerSecond = 50;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public string Name => "alerts";

    public string About => "detection to delivery at 50 red episodes a second, and a burst of 10,000 episodes, 500 of them red";

    public IReadOnlyList<string> Keys => ["delivery_p50_ms", "delivery_p99_ms", "burst", "burst_red", "burst_red_max_s", "burst_all_max_s", "mails", "mail_limit_per_s", "mail_most_in_a_second", "webhooks", "webhook_limit_per_s", "webhook_most_in_a_second", "calls_that_waited", "doubled_by_key", "raw_copies", "lost"];

    public async Task<JsonObject> RunAsync(BenchSize size, Action<string> progress, CancellationToken stop)
    {
        var (seconds, warmUp, burst) = size switch { BenchSize.Full => (60, 20, 10_000), BenchSize.Quick => (20, 15, 3_000), _ => (2, 1, 40) };
        await using var rig = await AlertingRig.StartAsync(new RigPlan(size == BenchSize.Smoke ? 2 : 30, Alerting()), stop);
        using var outbreak = new Outbreak(rig.Scraper);
        var sent = new ConcurrentDictionary<Guid, (DateTimeOffset At, bool Red)>();

        // The first seconds warm the processes up; their episodes count for everything but the delay.
        var steady = await SteadyAsync(outbreak, sent, (seconds + warmUp) * PerSecond, stop);
        await ArrivedAsync(rig, [.. sent.Keys], stop);
        var delays = Delays(rig, sent, steady[(warmUp * PerSecond)..]);
        progress($"{delays.Length} red episodes at {PerSecond}/s: p50 {delays.Quantile(0.5):F0} ms, p99 {delays.Quantile(0.99):F0} ms, max {delays[^1]:F0} ms");

        var began = TimeProvider.System.GetUtcNow();
        var burstPatients = await BurstAsync(outbreak, sent, burst, stop);
        progress($"burst of {burst} taken by pub/sub in {(TimeProvider.System.GetUtcNow() - began).TotalSeconds:F1} s");
        Guid[] red = [.. burstPatients.Where(p => sent[p].Red)];
        await ArrivedAsync(rig, red, stop);
        var redMax = Last(rig, red) - began;
        progress($"{red.Length} red of the burst delivered within {redMax.TotalSeconds:F1} s");
        await ArrivedAsync(rig, burstPatients, stop);

        var pages = Page.Of(rig.Inboxes.First.Keys).ToList();
        return new JsonObject
        {
            ["delivery_p50_ms"] = Math.Round(delays.Quantile(0.5)),
            ["delivery_p99_ms"] = Math.Round(delays.Quantile(0.99)),
            ["burst"] = burst,
            ["burst_red"] = red.Length,
            ["burst_red_max_s"] = Math.Round(redMax.TotalSeconds, 1),
            ["burst_all_max_s"] = Math.Round((Last(rig, burstPatients) - began).TotalSeconds, 1),
            ["mails"] = rig.Inboxes.Mails.Count,
            ["mail_limit_per_s"] = MailsPerSecond,
            ["mail_most_in_a_second"] = Inboxes.MostWithin(rig.Inboxes.Mails, Second),
            ["webhooks"] = rig.Inboxes.Webhooks.Count,
            ["webhook_limit_per_s"] = WebhooksPerSecond,
            ["webhook_most_in_a_second"] = Inboxes.MostWithin(rig.Inboxes.Webhooks, Second),
            ["calls_that_waited"] = await WaitsAsync(rig, stop),
            ["doubled_by_key"] = Page.DoubledByKey(pages),
            ["raw_copies"] = rig.Inboxes.Copies.Count - rig.Inboxes.First.Count,
            ["lost"] = sent.Keys.Except(pages.Select(p => p.Patient)).Count(),
        };
    }

    private static Dictionary<string, string> Alerting()
    {
        var environment = new Dictionary<string, string>
        {
            ["Telemetry__Prometheus"] = "true",
            ["Alerting__Delivery__Limits__Mail__Calls"] = $"{MailsPerSecond}",
            ["Alerting__Delivery__Limits__Webhook__Calls"] = $"{WebhooksPerSecond}",
        };
        for (var clinic = 0; clinic < Outbreak.Clinics; clinic += 4)
            environment[$"Alerting__Clinics__Directory__{Outbreak.Clinic(clinic)}__Webhook"] = "clinics/" + Outbreak.Clinic(clinic);
        return environment;
    }

    /// <summary>Calls that met a limit, as alerting counts them.</summary>
    private static async Task<long> WaitsAsync(AlertingRig rig, CancellationToken stop)
    {
        using var http = new HttpClient();
        var metrics = await http.GetStringAsync(new Uri(rig.AddressOf(AppIds.Alerting), "/metrics"), stop);
        return metrics.Split('\n').Where(l => l.StartsWith("vectorcare_alerting_limit_wait_seconds_count", StringComparison.Ordinal)).Sum(l => long.Parse(l.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    private static async Task<Guid[]> SteadyAsync(Outbreak outbreak, ConcurrentDictionary<Guid, (DateTimeOffset, bool)> sent, int count, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / PerSecond));
        var publishing = new List<Task<Guid>>();
        for (var number = 1; number <= count && await timer.WaitForNextTickAsync(stop); number++)
            publishing.Add(PublishAsync(outbreak, sent, number, seed: 1, red: true, stop));
        return await Task.WhenAll(publishing);
    }

    private static async Task<Guid[]> BurstAsync(Outbreak outbreak, ConcurrentDictionary<Guid, (DateTimeOffset, bool)> sent, int count, CancellationToken stop)
    {
        var numbers = Enumerable.Range(1, count).ToArray();
        new Random(5).Shuffle(numbers);
        var patients = new ConcurrentBag<Guid>();
        await Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = stop }, async (number, ct) =>
            patients.Add(await PublishAsync(outbreak, sent, number, seed: 2, red: number <= count / 20, ct)));
        return [.. patients];
    }

    private static async Task<Guid> PublishAsync(Outbreak outbreak, ConcurrentDictionary<Guid, (DateTimeOffset, bool)> sent, int number, int seed, bool red, CancellationToken stop)
    {
        var now = TimeProvider.System.GetUtcNow();
        var transmission = Outbreak.Transmission(number, seed, red, now);
        sent[transmission.Patient] = (now, red);
        await outbreak.PublishAsync(transmission, stop);
        return transmission.Patient;
    }

    private static async Task ArrivedAsync(AlertingRig rig, Guid[] patients, CancellationToken stop)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (patients.Except(Page.Of(rig.Inboxes.First.Keys).Select(p => p.Patient)).Any() && TimeProvider.System.GetElapsedTime(since) < Patience)
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, stop);
    }

    private static double[] Delays(AlertingRig rig, ConcurrentDictionary<Guid, (DateTimeOffset At, bool)> sent, Guid[] patients)
    {
        var first = FirstOf(rig);
        // What never came counts as long as one waits for it.
        return [.. patients.Select(p => ((first.TryGetValue(p, out var at) ? at : sent[p].At + Patience) - sent[p].At).TotalMilliseconds).Order()];
    }

    private static DateTimeOffset Last(AlertingRig rig, Guid[] patients)
    {
        var first = FirstOf(rig);
        return patients.Max(p => first.TryGetValue(p, out var at) ? at : DateTimeOffset.MaxValue);
    }

    private static Dictionary<Guid, DateTimeOffset> FirstOf(AlertingRig rig) =>
        rig.Inboxes.First.Select(f => (Page: Page.Of([f.Key]).FirstOrDefault(), f.Value)).Where(f => f.Page is not null).GroupBy(f => f.Page!.Patient, f => f.Value).ToDictionary(g => g.Key, g => g.Min());
}
