using VectorCare.Alerting.Rules.Conditions;
using VectorCare.Alerting.Rules.Thresholds;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Rules;

/// <summary>How a rule makes episodes.</summary>
internal enum RuleKind
{
    /// <summary>One episode from first positive to clear.</summary>
    State,

    /// <summary>Every device event is an episode of its own.</summary>
    Event,

    /// <summary>One episode from silence to voice, judged on connectivity.</summary>
    Connectivity,

    /// <summary>Raised by the service itself.</summary>
    Raised,
}

/// <summary>A rule of the catalogue, compiled.</summary>
/// <param name="Id">For example <c>VT-01</c>.</param>
/// <param name="Version">Semantic version.</param>
/// <param name="Severity">Severity.</param>
/// <param name="Kind">How it makes episodes.</param>
/// <param name="Title">For people.</param>
/// <param name="Rationale">Why a clinician should look.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="EffectiveFrom">What happened before is history for it.</param>
/// <param name="PerChannel">One episode per pacing channel.</param>
/// <param name="Latch">Never clears in the same device.</param>
/// <param name="Shadow">Only tried out: judged and recorded as any other, but nobody is told.</param>
/// <param name="Relax">Hysteresis as a part of the thresholds, 0 to 0.5.</param>
/// <param name="Thresholds">Its thresholds.</param>
/// <param name="Condition">What must hold; null for <see cref="RuleKind.Raised"/>.</param>
/// <param name="Examples">Cases that show what it does; executed by the tests.</param>
internal sealed record Rule(
    string Id,
    string Version,
    AlertSeverity Severity,
    RuleKind Kind,
    string Title,
    string Rationale,
    string Source,
    DateTimeOffset EffectiveFrom,
    bool PerChannel,
    bool Latch,
    bool Shadow,
    double Relax,
    IReadOnlyList<Threshold> Thresholds,
    Condition? Condition,
    System.Text.Json.JsonElement Examples);

/// <summary>All rules and terms, loaded and checked.</summary>
/// <param name="Rules">Rules by their place in the catalogue, sorted by id.</param>
/// <param name="Terms">Terms.</param>
internal sealed record RuleCatalogue(IReadOnlyList<Rule> Rules, TermTable Terms)
{
    private readonly Dictionary<string, Rule> _byId = Rules.ToDictionary(r => r.Id);

    /// <summary>Every threshold, by slot.</summary>
    public IReadOnlyList<Threshold> Thresholds { get; } = [.. Rules.SelectMany(r => r.Thresholds).OrderBy(t => t.Slot)];

    /// <summary>The default of every threshold.</summary>
    public ThresholdSet Defaults => field ??= new([.. Thresholds.Select(t => t.Default)], new ThresholdLevel[Thresholds.Count]);

    /// <summary>A rule, or null.</summary>
    public Rule? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>A threshold of a rule, or null.</summary>
    public Threshold? FindThreshold(string rule, string key) => Find(rule)?.Thresholds.FirstOrDefault(t => t.Key == key);
}
