using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Vendors;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Scraper.Relocation;

/// <summary>Keeps the relocations of every vendor, asks operations to confirm those that are applied, and takes what they decide.</summary>
internal sealed class RelocationBook(IRelocationStore store, IEventPublisher publisher, IOptions<ScraperOptions> options, TimeProvider time)
{
    /// <summary>The kind of page that the question to operations is about.</summary>
    public const string Question = "relocation";

    /// <summary>In place of an id: all that nobody decided about yet.</summary>
    public const string Undecided = "undecided";

    private const int Attempts = 10;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, (VendorRelocations Relocations, DateTimeOffset At)> _read = new();

    /// <summary>New names that count as the old ones: those of the options, and those that were confirmed. At most 10 s old.</summary>
    public async ValueTask<IReadOnlyDictionary<string, string>?> KnownNamesAsync(string vendor, CancellationToken cancellationToken)
    {
        var confirmed = (await ReadAsync(vendor, cancellationToken)).All.Where(r => r.State == RelocationState.Confirmed).ToList();
        var configured = options.Value.Labels.GetValueOrDefault(vendor);
        return confirmed.Count == 0 ? configured : Joined(configured, confirmed.Select(r => KeyValuePair.Create(r.After, r.Before)));
    }

    /// <summary>The relocations of a vendor, at most 10 s old.</summary>
    public async ValueTask<VendorRelocations> ReadAsync(string vendor, CancellationToken cancellationToken)
    {
        if (_read.TryGetValue(vendor, out var read) && (time.GetUtcNow() - read.At).Duration() < Fresh)
            return read.Relocations;
        var (relocations, _) = await store.ReadAsync(vendor, cancellationToken);
        _read[vendor] = (relocations, time.GetUtcNow());
        return relocations;
    }

    /// <summary>Notes relocations, unless they are known.</summary>
    /// <returns>They as they stand.</returns>
    public async Task<IReadOnlyList<PageRelocation>> ProposeAsync(string vendor, IReadOnlyList<PageRelocation> found, CancellationToken cancellationToken)
    {
        var ids = found.Select(f => f.Id).ToHashSet();
        var known = (await ReadAsync(vendor, cancellationToken)).All;
        if (!ids.IsSubsetOf(known.Select(r => r.Id)))
            known = await ChangeAsync(vendor, all => [.. all, .. found.ExceptBy(all.Select(r => r.Id), f => f.Id)], cancellationToken);
        return [.. known.Where(r => ids.Contains(r.Id))];
    }

    /// <summary>Notes that pages are read under new names, and asks operations to confirm.</summary>
    /// <exception cref="Dapr.DaprException">The question was not acknowledged.</exception>
    public async Task AppliedAsync(string vendor, IReadOnlyList<PageRelocation> relocations, long cycle, CancellationToken cancellationToken)
    {
        var open = relocations.Where(r => r.State == RelocationState.Proposed).Select(r => r.Id).ToHashSet();
        if (open.Count == 0)
            return;
        await AskAsync(vendor, ConnectivityKind.PageQuarantined, cycle, cancellationToken);
        await ChangeAsync(vendor, all => [.. all.Select(r => open.Contains(r.Id) && r.State == RelocationState.Proposed ? r with { State = RelocationState.Applied } : r)], cancellationToken);
    }

    /// <summary>Takes the decision of a human.</summary>
    /// <param name="vendor">Vendor id.</param>
    /// <param name="id">Which relocation, or <see cref="Undecided"/>.</param>
    /// <param name="confirms">Confirms or rejects.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was decided; empty when there is none of this id.</returns>
    public async Task<IReadOnlyList<PageRelocation>> DecideAsync(string vendor, string id, bool confirms, CancellationToken cancellationToken)
    {
        bool Meant(PageRelocation one) => one.Id == id || (id == Undecided && one.Decided is null);
        var meant = (await store.ReadAsync(vendor, cancellationToken)).Relocations.All.Where(Meant).Select(r => r.Id).ToHashSet();
        if (meant.Count == 0)
            return [];
        var now = await ChangeAsync(vendor, all => [.. all.Select(r => meant.Contains(r.Id) ? r with { State = confirms ? RelocationState.Confirmed : RelocationState.Rejected, Decided = time.GetUtcNow() } : r)], cancellationToken);
        if (now.All(r => r.State != RelocationState.Applied))
            await AskAsync(vendor, ConnectivityKind.PageRestored, Slots.CycleAt(0, time.GetUtcNow()), cancellationToken);
        return [.. now.Where(r => meant.Contains(r.Id))];
    }

    /// <summary>Names over others.</summary>
    public static IReadOnlyDictionary<string, string> Joined(IReadOnlyDictionary<string, string>? names, IEnumerable<KeyValuePair<string, string>> over)
    {
        var joined = names is null ? [] : new Dictionary<string, string>(names);
        foreach (var (after, before) in over)
            joined[after] = before;
        return joined;
    }

    private async Task<IReadOnlyList<PageRelocation>> ChangeAsync(string vendor, Func<IReadOnlyList<PageRelocation>, IReadOnlyList<PageRelocation>> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var (old, etag) = await store.ReadAsync(vendor, cancellationToken);
            var now = new VendorRelocations(change(old.All));
            if (!await store.TryWriteAsync(vendor, now, etag, cancellationToken))
                continue;
            _read[vendor] = (now, time.GetUtcNow());
            return now.All;
        }

        throw new Dapr.DaprException("The relocations of a vendor could not be written: others kept writing them.");
    }

    private Task AskAsync(string vendor, ConnectivityKind kind, long cycle, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        return new VendorNews(kind, vendor, Question, cycle, at, at, kind == ConnectivityKind.PageQuarantined ? "confirm-relocation" : null).PublishAsync(publisher, options.Value.MissWindow, cancellationToken);
    }
}
