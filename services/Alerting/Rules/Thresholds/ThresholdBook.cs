using Microsoft.Extensions.Options;

namespace VectorCare.Alerting.Rules.Thresholds;

/// <summary>Resolves thresholds: patient, else clinic, else default. Every set is computed once.</summary>
internal sealed class ThresholdBook(RuleCatalogue catalogue, IOptions<ThresholdOptions> options)
{
    private readonly ThresholdSet _defaults = new([.. catalogue.Thresholds.Select(t => t.Default)], new ThresholdLevel[catalogue.Thresholds.Count]);
    private readonly Dictionary<string, ThresholdSet> _clinics = [];
    private readonly Dictionary<(string, string), ThresholdSet> _patients = [];
    private readonly Lock _lock = new();

    /// <summary>The thresholds in force for a patient of a clinic.</summary>
    public ThresholdSet For(string? clinic, string? patient)
    {
        var hasPatient = patient is not null && options.Value.Patients.ContainsKey(patient);
        var hasClinic = clinic is not null && options.Value.Clinics.ContainsKey(clinic);
        if (!hasPatient && !hasClinic)
            return _defaults;
        lock (_lock)
        {
            var ofClinic = _defaults;
            if (hasClinic && !_clinics.TryGetValue(clinic!, out ofClinic!))
                _clinics[clinic!] = ofClinic = Override(_defaults, options.Value.Clinics[clinic!], ThresholdLevel.Clinic);
            if (!hasPatient)
                return ofClinic;
            if (!_patients.TryGetValue((clinic ?? string.Empty, patient!), out var ofPatient))
                _patients[(clinic ?? string.Empty, patient!)] = ofPatient = Override(ofClinic, options.Value.Patients[patient!], ThresholdLevel.Patient);
            return ofPatient;
        }
    }

    private ThresholdSet Override(ThresholdSet set, Dictionary<string, Dictionary<string, double>> rules, ThresholdLevel level)
    {
        var values = (double[])set.Values.Clone();
        var levels = (ThresholdLevel[])set.Levels.Clone();
        foreach (var (rule, keys) in rules)
        {
            foreach (var (key, value) in keys)
            {
                if (catalogue.FindThreshold(rule, key) is not { } threshold)
                    continue;
                values[threshold.Slot] = value;
                levels[threshold.Slot] = level;
            }
        }

        return new ThresholdSet(values, levels);
    }
}

/// <summary>Checks every override against the catalogue when the service starts.</summary>
internal sealed class ThresholdOptionsValidator(RuleCatalogue catalogue) : IValidateOptions<ThresholdOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ThresholdOptions options)
    {
        var errors = new List<string>();
        Check("Clinics", options.Clinics, errors);
        Check("Patients", options.Patients, errors);
        foreach (var patient in options.Patients.Keys.Where(p => !Guid.TryParseExact(p, "D", out _)))
            errors.Add($"Alerting:Thresholds:Patients:{patient} is not a patient id (UUID in lower case).");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private void Check(string level, Dictionary<string, Dictionary<string, Dictionary<string, double>>> overrides, List<string> errors)
    {
        foreach (var (owner, rules) in overrides)
        {
            foreach (var (rule, keys) in rules)
            {
                foreach (var (key, value) in keys)
                {
                    var path = $"Alerting:Thresholds:{level}:{owner}:{rule}:{key}";
                    if (catalogue.FindThreshold(rule, key) is not { } threshold)
                        errors.Add($"{path}: the catalogue has no such rule and threshold.");
                    else if (!(value >= threshold.Min && value <= threshold.Max))
                        errors.Add($"{path}={value} lies outside {threshold.Min} to {threshold.Max} {threshold.Unit}.");
                }
            }
        }
    }
}
