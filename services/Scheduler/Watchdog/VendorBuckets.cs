using VectorCare.Contracts;
using VectorCare.Scheduler.Membership;

namespace VectorCare.Scheduler.Watchdog;

/// <summary>A token bucket per vendor that lets its whole population pass in a set time. A slot may overdraw it, the next one waits.</summary>
internal sealed class VendorBuckets(SlotTable table, TimeProvider clock, TimeSpan spread)
{
    private readonly Dictionary<string, (double Tokens, DateTimeOffset At)> _buckets = [];

    /// <summary>Waits until every vendor of the slot has tokens, then takes those of its members.</summary>
    public async Task TakeAsync(int slot, CancellationToken cancellationToken)
    {
        foreach (var (vendor, members) in table[slot].ByVendor)
        {
            var rate = Math.Max(1, Enumerable.Range(0, Slots.Count).Sum(s => table[s].ByVendor.Where(v => v.Vendor == vendor).Sum(v => v.Members.Length)) / spread.TotalSeconds);
            while (Refill(vendor, rate) is var tokens && tokens < 0)
                await Task.Delay(TimeSpan.FromSeconds(Math.Max(0.001, -tokens / rate)), clock, cancellationToken);
            var (left, at) = _buckets[vendor];
            _buckets[vendor] = (left - members.Length, at);
        }
    }

    private double Refill(string vendor, double rate)
    {
        var now = clock.GetUtcNow();
        var (tokens, at) = _buckets.TryGetValue(vendor, out var bucket) ? bucket : (0, now);
        // A clock that steps back neither refills nor drains.
        tokens = Math.Min(rate, tokens + (Math.Max(0, (now - at).TotalSeconds) * rate));
        _buckets[vendor] = (tokens, now);
        return tokens;
    }
}
