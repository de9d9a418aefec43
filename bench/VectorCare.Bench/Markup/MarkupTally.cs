using System.Text.Json.Nodes;
using VendorSim.Changes;

namespace VectorCare.Bench.Markup;

/// <summary>Counts what became of changes. A breaking one is caught when a page of its cycle was refused or read under new names, nothing wrong was stored and nothing lost; a harmless one is quarantined wrongly when any page was refused.</summary>
internal sealed class MarkupTally
{
    private readonly SortedDictionary<string, int> _reasons = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _failures = new(StringComparer.Ordinal);
    private readonly HashSet<string> _kinds = [];
    private int _changes, _breaking, _caught, _harmless, _falsely, _pages, _new, _wrong, _lost, _relocated;
    private int _refusedNow, _relocatedNow, _wrongNow, _lostNow;

    public void Begin(PortalChange change)
    {
        (_refusedNow, _relocatedNow, _wrongNow, _lostNow) = (0, 0, 0, 0);
        _changes++;
        _kinds.Add($"{change.GetType().Name}/{change.Kind}");
        _breaking += change.Breaks ? 1 : 0;
        _harmless += change.Breaks ? 0 : 1;
    }

    /// <summary>Adds a poll.</summary>
    /// <param name="stored">What it stored.</param>
    /// <param name="truth">What is true.</param>
    /// <param name="refused">Why the page was refused, or null.</param>
    /// <param name="relocated">Whether it was read under new names.</param>
    public void Add(IReadOnlyList<string> stored, HashSet<string> truth, string? refused, bool relocated)
    {
        _pages++;
        _new += truth.Count;
        _wrongNow += stored.Count(id => !truth.Contains(id));
        _relocatedNow += relocated ? 1 : 0;
        if (refused is null)
        {
            _lostNow += truth.Count(id => !stored.Contains(id));
            return;
        }

        _refusedNow++;
        _reasons[refused] = _reasons.GetValueOrDefault(refused) + 1;
    }

    /// <summary>Ends a change; false when it came out wrong.</summary>
    public bool End(PortalChange change)
    {
        _wrong += _wrongNow;
        _lost += _lostNow;
        _relocated += _relocatedNow;
        var caught = _refusedNow + _relocatedNow > 0 && _wrongNow == 0 && _lostNow == 0;
        _caught += change.Breaks && caught ? 1 : 0;
        var falsely = !change.Breaks && _refusedNow > 0;
        _falsely += falsely ? 1 : 0;
        if (change.Breaks ? caught : !falsely && _wrongNow == 0 && _lostNow == 0)
            return true;
        _failures[change.Kind] = _failures.GetValueOrDefault(change.Kind) + 1;
        return false;
    }

    public JsonObject Figures() => new()
    {
        ["changes"] = _changes,
        ["kinds"] = _kinds.Count,
        ["breaking"] = _breaking,
        ["pages"] = _pages,
        ["new_transmissions"] = _new,
        ["wrong_values_stored"] = _wrong,
        ["transmissions_lost"] = _lost,
        ["pages_relocated"] = _relocated,
        ["breaking_caught"] = Math.Round((double)_caught / _breaking, 4),
        ["false_quarantine"] = Math.Round((double)_falsely / _harmless, 4),
        ["reasons"] = Object(_reasons),
        ["failures"] = Object(_failures),
    };

    public override string ToString() => $"{_changes} changes, {_wrong} wrong, {_lost} lost, {_caught} of {_breaking} caught, {_falsely} of {_harmless} refused wrongly";

    private static JsonObject Object(SortedDictionary<string, int> counts) => new(counts.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value)));
}
