using System.Collections.Concurrent;

namespace VectorCare.Scraper.Quarantine;

/// <summary>What this replica sees of each kind of page: so many in a row that are not believed are a change of the page and no longer a patient's own trouble.</summary>
internal sealed class PageRuns(int after)
{
    private readonly ConcurrentDictionary<(string Vendor, string Page), int> _runs = new();
    private readonly ConcurrentDictionary<(string Vendor, string Page), bool> _told = new();

    /// <summary>A page was not believed.</summary>
    public void Bad(string vendor, string page) => _runs.AddOrUpdate((vendor, page), 1, (_, run) => Math.Min(run + 1, after));

    /// <summary>A page was believed.</summary>
    public void Good(string vendor, string page)
    {
        if (_runs.TryRemove((vendor, page), out _))
            _told.TryRemove((vendor, page), out _);
    }

    /// <summary>Whether pages of the kind as a whole are not believed.</summary>
    public bool IsOpen(string vendor, string page) => _runs.GetValueOrDefault((vendor, page)) >= after;

    /// <summary>Whether pages of any kind of the vendor are not believed as a whole.</summary>
    public bool IsAnyOpen(string vendor) => _runs.Any(r => r.Key.Vendor == vendor && r.Value >= after);

    /// <summary>The kinds of the vendor's pages that are open and that this replica has not told of.</summary>
    public IReadOnlyList<string> Untold(string vendor) => [.. _runs.Where(r => r.Key.Vendor == vendor && r.Value >= after && !_told.ContainsKey(r.Key)).Select(r => r.Key.Page)];

    /// <summary>Notes that it was told.</summary>
    public void Told(string vendor, string page) => _told[(vendor, page)] = true;
}
