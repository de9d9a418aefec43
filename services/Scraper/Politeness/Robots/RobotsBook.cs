using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using VectorCare.Scraper.Telemetry;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Politeness.Robots;

/// <summary>Keeps to the robots.txt of the vendors that are configured so. It is asked for on the way of every other request, at most once a day.</summary>
internal sealed class RobotsBook(IRobotsStore store, VendorTransport transport, ScraperMetrics metrics, IOptions<ScraperOptions> options, TimeProvider time)
{
    /// <summary>A line of it forbids the path.</summary>
    public const string Disallowed = "robots-disallowed";

    /// <summary>It was never in reach: everything counts as forbidden.</summary>
    public const string Unreachable = "robots-unreachable";

    private static readonly TimeSpan Fresh = TimeSpan.FromDays(1);
    private static readonly TimeSpan TryAgain = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, Entry> _entries = new();

    /// <summary>Why a path may not be asked for; null when it may.</summary>
    /// <param name="vendor">Vendor id.</param>
    /// <param name="path">Path and query below the vendor's base URL, without a leading slash.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<string?> RefusalAsync(string vendor, string path, CancellationToken cancellationToken)
    {
        if (Honoured(vendor) is not { } own)
            return null;
        var entry = _entries.GetOrAdd(vendor, _ => new Entry());
        var copy = entry.Copy is { } known && known.Until > time.GetUtcNow() ? known : await RenewAsync(vendor, entry, cancellationToken);
        var refusal = copy.Rules is { } rules
            ? RobotsRules.Allow(rules, "/" + path) ? null : Disallowed
            : time.GetUtcNow() - copy.AwaySince >= own.RobotsPatience ? null : Unreachable;
        entry.Saw(refusal);
        return refusal;
    }

    /// <summary>Whether the present robots.txt kept anything from being asked for, and why; null while nothing was asked for under it.</summary>
    public (bool Stopped, string? Reason)? Standing(string vendor) =>
        Honoured(vendor) is null ? (false, null) : _entries.TryGetValue(vendor, out var entry) ? entry.Standing : null;

    private VendorOptions? Honoured(string vendor) => options.Value.Vendors.TryGetValue(vendor, out var own) && own.HonourRobots ? own : null;

    private async Task<RobotsCopy> RenewAsync(string vendor, Entry entry, CancellationToken cancellationToken)
    {
        await entry.Gate.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            if (entry.Copy is { } copy && copy.Until > now)
                return copy;
            var (shared, etag) = await store.ReadAsync(vendor, cancellationToken);
            // A copy for longer than a day was kept by a clock that has been set back since.
            if (shared is null || shared.Until <= now || shared.Until > now + Fresh)
            {
                shared = await AskAsync(vendor, shared ?? entry.Copy, cancellationToken);
                await store.WriteAsync(vendor, shared, etag, cancellationToken);
            }

            entry.Take(shared);
            return shared;
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    private async Task<RobotsCopy> AskAsync(string vendor, RobotsCopy? before, CancellationToken cancellationToken)
    {
        using var reply = await transport.SendAsync(vendor, HttpMethod.Get, "robots.txt", [], null, cancellationToken);
        var now = time.GetUtcNow();
        RobotsRule[]? rules = reply switch
        {
            { Kind: ReplyKind.Answer, Status: >= 200 and < 300 } => [.. RobotsRules.Read(reply.Body.Span)],
            { Kind: ReplyKind.Answer, Status: < 500 } => [],
            _ => null,
        };
        metrics.RobotsRead(vendor, rules is null ? "away" : reply.Status < 300 ? "read" : "absent");
        return rules is null ? new RobotsCopy(before?.Rules, now + TryAgain, before?.AwaySince ?? now) : new RobotsCopy(rules, now + Fresh, null);
    }

    private sealed class Entry
    {
        private volatile string? _reason;
        private volatile bool _asked;

        public SemaphoreSlim Gate { get; } = new(1);

        public RobotsCopy? Copy { get; private set; }

        public (bool Stopped, string? Reason)? Standing => _reason is { } reason ? (true, reason) : _asked ? (false, null) : null;

        /// <summary>What was refused under the same lines stays refused: a vendor that allows one path and forbids another is told of once.</summary>
        public void Take(RobotsCopy copy)
        {
            if (Copy?.Rules is not { } known || copy.Rules is null || !known.SequenceEqual(copy.Rules))
                (_reason, _asked) = (null, false);
            Copy = copy;
        }

        public void Saw(string? refusal)
        {
            _reason = refusal ?? _reason;
            _asked = true;
        }
    }
}
