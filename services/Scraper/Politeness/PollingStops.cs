using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Politeness.Robots;
using VectorCare.Scraper.PollState;
using VectorCare.Scraper.Vendors;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Scraper.Politeness;

/// <summary>Tells operations once that a vendor is not asked, or not for everything, because of its terms or its robots.txt, and once that it is asked again. Quiet windows are planned and not told.</summary>
internal sealed class PollingStops(VendorGate gate, RobotsBook robots, IPollStore store, IEventPublisher publisher, IOptions<ScraperOptions> options, TimeProvider time)
{
    /// <summary>What stopped the polling, in place of a kind of page.</summary>
    public const string Terms = "terms", Robots = "robots";

    private readonly ConcurrentDictionary<(string Vendor, string Cause), bool> _told = new();

    /// <summary>Tells what this replica sees and nobody told.</summary>
    /// <exception cref="Dapr.DaprException">The event was not acknowledged; the batch is delivered again.</exception>
    public async Task SettleAsync(string vendor, long cycle, CancellationToken cancellationToken)
    {
        await SettleAsync(vendor, Terms, gate.IsForbidden(vendor), VendorGate.TermsForbid, cycle, cancellationToken);
        if (robots.Standing(vendor) is var (stopped, reason))
            await SettleAsync(vendor, Robots, stopped, reason, cycle, cancellationToken);
    }

    private async Task SettleAsync(string vendor, string cause, bool stopped, string? reason, long cycle, CancellationToken cancellationToken)
    {
        if (_told.TryGetValue((vendor, cause), out var told) && told == stopped)
            return;
        // No vendor id has a dot in it.
        var key = $"{vendor}.{cause}";
        var shared = await store.ReadStandingAsync(key, cancellationToken);
        if (stopped != (shared?.Standing.Down ?? false))
        {
            var at = time.GetUtcNow();
            var kind = stopped ? ConnectivityKind.PollingStopped : ConnectivityKind.PollingResumed;
            await new VendorNews(kind, vendor, cause, cycle, at, at, stopped ? reason : null).PublishAsync(publisher, options.Value.MissWindow, cancellationToken);
            if (!await store.WriteStandingAsync(key, new VendorStanding(stopped, cycle, at), shared?.Etag, cancellationToken))
                return;
        }

        _told[(vendor, cause)] = stopped;
    }
}
