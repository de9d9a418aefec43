using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace VectorCare.Scheduler.Regions;

/// <summary>Leases as this replica last knew them to be stored: what it may poll. What it cannot know any more has run out.</summary>
internal sealed class LeaseBook(IOptions<RegionOptions> options)
{
    private readonly ConcurrentDictionary<string, Lease> _leases = [];

    public IEnumerable<Lease> Leases => _leases.Values.OrderBy(l => l.Home, StringComparer.Ordinal);

    /// <summary>Takes over what was read, or written and acknowledged; an older version changes nothing.</summary>
    public void Accept(Lease lease) =>
        _leases.AddOrUpdate(lease.Home, lease, (_, known) => (lease.Epoch, lease.Until).CompareTo((known.Epoch, known.Until)) < 0 ? known : lease);

    /// <summary>True when this region polls patients at a due instant.</summary>
    /// <param name="home">Their home region; empty for patients registered without one, who are at home here.</param>
    /// <param name="due">The due instant.</param>
    public bool Covers(string home, DateTimeOffset due) => !options.Value.Split || (Find(home)?.Covers(options.Value.Own, due) ?? false);

    /// <summary>The epoch of a home region's lease that began last, and from when on transmissions are news in it; null where nothing was taken over.</summary>
    public (DateTimeOffset Began, DateTimeOffset NewFrom)? TakenOver(string home) =>
        options.Value.Split && Find(home) is { } lease && lease.NewFrom(options.Value.Ttl) is { } news ? (lease.From, news) : null;

    private Lease? Find(string home) => _leases.GetValueOrDefault(home.Length == 0 ? options.Value.Own : home);
}
