using VectorCare.Contracts;
using VectorCare.Scheduler.Membership;

namespace VectorCare.Scheduler.Watchdog;

/// <summary>A token bucket per vendor that lets all its patients of a home region pass in a set time. A slot may overdraw it, the next one waits.</summary>
internal sealed class VendorBuckets(SlotTable table, TimeProvider clock, TimeSpan spread)
{
    private readonly Dictionary<(string Home, string Vendor), (double Tokens, DateTimeOffset At)> _buckets = [];

    /// <summary>Waits until every vendor of the share has tokens, then takes those of its members.</summary>
    public async Task TakeAsync(SlotShare share, CancellationToken cancellationToken)
    {
        foreach (var group in table[share.Slot].Of(share))
        {
            var bucket = (group.Home, group.Vendor);
            var rate = Math.Max(1, Enumerable.Range(0, Slots.Count).Sum(s => table[s].Groups.Where(g => (g.Home, g.Vendor) == bucket).Sum(g => g.Members.Length)) / spread.TotalSeconds);
            while (Refill(bucket, rate) is var tokens && tokens < 0)
                await Task.Delay(TimeSpan.FromSeconds(Math.Max(0.001, -tokens / rate)), clock, cancellationToken);
            var (left, at) = _buckets[bucket];
            _buckets[bucket] = (left - group.Members.Length, at);
        }
    }

    private double Refill((string Home, string Vendor) key, double rate)
    {
        var now = clock.GetUtcNow();
        var (tokens, at) = _buckets.TryGetValue(key, out var bucket) ? bucket : (0, now);
        // A clock that steps back neither refills nor drains.
        tokens = Math.Min(rate, tokens + (Math.Max(0, (now - at).TotalSeconds) * rate));
        _buckets[key] = (tokens, now);
        return tokens;
    }
}
