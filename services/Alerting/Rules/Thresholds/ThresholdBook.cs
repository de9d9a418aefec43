using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using VectorCare.Alerting.Charts;
using Overrides = System.Collections.Generic.Dictionary<string, System.Collections.Generic.Dictionary<string, VectorCare.Alerting.Rules.Thresholds.ThresholdChange[]>>;

namespace VectorCare.Alerting.Rules.Thresholds;

/// <summary>Resolves thresholds: patient, else clinic, else default. Every timeline is computed once.</summary>
internal sealed class ThresholdBook(RuleCatalogue catalogue, IOptions<ThresholdOptions> options)
{
    private static readonly Overrides None = [];

    private readonly ConcurrentDictionary<(string?, string?), ThresholdTimeline> _timelines = new();

    /// <summary>The thresholds of a patient of a clinic.</summary>
    public ThresholdTimeline For(string? clinic, string? patient)
    {
        var ofClinic = clinic is null ? null : options.Value.Clinics.GetValueOrDefault(clinic);
        var ofPatient = patient is null ? null : options.Value.Patients.GetValueOrDefault(patient);
        return _timelines.GetOrAdd((ofClinic is null ? null : clinic, ofPatient is null ? null : patient), _ => Read(ofClinic ?? None, ofPatient ?? None));
    }

    /// <summary>The thresholds of a patient whose clinic may change: each clinic's from its first transmission on.</summary>
    /// <param name="chart">The patient's chart.</param>
    /// <param name="clinic">Clinic of entries that name none.</param>
    /// <param name="patient">Patient.</param>
    public ThresholdTimeline For(Chart chart, string? clinic, string? patient)
    {
        var periods = new List<(long From, ThresholdTimeline Timeline)>();
        for (var i = 0; i < chart.Entries.Length; i++)
        {
            var its = chart.Entries[i].Clinic ?? clinic;
            if (i > 0 && its == (chart.Entries[i - 1].Clinic ?? clinic))
                continue;
            periods.Add((i == 0 ? long.MinValue : chart.Times[i], For(its, patient)));
        }

        return periods.Count switch { 0 => For(clinic, patient), 1 => periods[0].Timeline, _ => ThresholdTimeline.Of(periods) };
    }

    private ThresholdTimeline Read(Overrides clinic, Overrides patient)
    {
        var instants = new[] { clinic, patient }.SelectMany(o => o.Values).SelectMany(r => r.Values).SelectMany(c => c).Select(c => c.From!.Value).Distinct().Order();
        return new ThresholdTimeline([(long.MinValue, catalogue.Defaults), .. instants.Select(at => (at.ToUnixTimeMilliseconds(), SetAt(clinic, patient, at)))]);
    }

    private ThresholdSet SetAt(Overrides clinic, Overrides patient, DateTimeOffset at)
    {
        var set = new ThresholdSet([.. catalogue.Defaults.Values], [.. catalogue.Defaults.Levels]);
        foreach (var (overrides, level) in new[] { (clinic, ThresholdLevel.Clinic), (patient, ThresholdLevel.Patient) })
        {
            foreach (var (rule, keys) in overrides)
            {
                foreach (var (key, changes) in keys)
                {
                    if (changes.Where(c => c.From <= at).MaxBy(c => c.From)?.Value is { } value && catalogue.FindThreshold(rule, key) is { } threshold)
                        (set.Values[threshold.Slot], set.Levels[threshold.Slot]) = (value, level);
                }
            }
        }

        return set;
    }
}
