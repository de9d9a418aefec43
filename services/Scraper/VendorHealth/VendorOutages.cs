using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.PollState;
using VectorCare.Scraper.Telemetry;
using VectorCare.Scraper.Vendors;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Scraper.VendorHealth;

/// <summary>Announces each outage of a vendor once, and its end once, whatever number of replicas see it.</summary>
internal sealed class VendorOutages(IPollStore store, IEventPublisher publisher, ScraperMetrics metrics, IOptions<ScraperOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Standing> _standings = new();

    /// <summary>The monitor of a vendor.</summary>
    public VendorMonitor Of(string vendor) => Entry(vendor).Monitor;

    /// <summary>Announces a change of the vendor's standing, if this replica sees one that nobody announced.</summary>
    /// <exception cref="Dapr.DaprException">The event was not acknowledged; the next batch tries again.</exception>
    public async Task SettleAsync(string vendor, long cycle, CancellationToken cancellationToken)
    {
        var entry = Entry(vendor);
        var monitor = entry.Monitor;
        if (entry.Announced == monitor.IsDown)
            return;
        await entry.Gate.WaitAsync(cancellationToken);
        try
        {
            var shared = await store.ReadStandingAsync(vendor, cancellationToken);
            var sharedDown = shared?.Standing.Down ?? false;
            if (entry.Announced is null && sharedDown)
                monitor.Adopt(down: true, shared!.Value.Standing.Since);
            var down = monitor.IsDown;
            if (down != sharedDown && !await AnnounceAsync(vendor, cycle, down, shared?.Etag, cancellationToken))
                return;
            entry.Announced = down;
            metrics.VendorStanding(vendor, down);
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    private async Task<bool> AnnounceAsync(string vendor, long cycle, bool down, string? etag, CancellationToken cancellationToken)
    {
        var monitor = Of(vendor);
        var kind = down ? ConnectivityKind.VendorDown : ConnectivityKind.VendorUp;
        var news = new VendorNews(kind, vendor, null, cycle, time.GetUtcNow(), monitor.Since, down ? "vendor-down" : null);
        await news.PublishAsync(publisher, options.Value.MissWindow, cancellationToken);
        return await store.WriteStandingAsync(vendor, new VendorStanding(down, cycle, monitor.Since), etag, cancellationToken);
    }

    private Standing Entry(string vendor) => _standings.GetOrAdd(vendor, _ => new Standing(new VendorMonitor(options.Value, time)));

    private sealed class Standing(VendorMonitor monitor)
    {
        public VendorMonitor Monitor { get; } = monitor;

        public SemaphoreSlim Gate { get; } = new(1);

        public bool? Announced { get; set; }
    }
}
