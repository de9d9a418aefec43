using Microsoft.Extensions.Options;

namespace VectorCare.Alerting.Rules.Thresholds;

/// <summary>Checks every override against the catalogue when the service starts; every problem is told.</summary>
internal sealed class ThresholdOptionsValidator(RuleCatalogue catalogue, IConfiguration configuration) : IValidateOptions<ThresholdOptions>
{
    private const string Section = "Alerting:Thresholds";

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ThresholdOptions options)
    {
        var errors = new List<string>();
        Check("Clinics", options.Clinics, errors);
        Check("Patients", options.Patients, errors);
        foreach (var patient in options.Patients.Keys.Where(p => !Guid.TryParseExact(p, "D", out _)))
            errors.Add($"{Section}:Patients:{patient} is not a patient id (UUID in lower case).");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private void Check(string level, Dictionary<string, Dictionary<string, Dictionary<string, ThresholdChange[]>>> overrides, List<string> errors)
    {
        // A bare number binds to no change at all, and would be left out without a word.
        foreach (var bare in configuration.GetSection($"{Section}:{level}").GetChildren().SelectMany(o => o.GetChildren()).SelectMany(r => r.GetChildren()).Where(k => k.Value is { Length: > 0 }))
            errors.Add($"{bare.Path}={bare.Value} does not say from when on: state a list of From and Value.");
        foreach (var (owner, rules) in overrides)
        {
            foreach (var (rule, keys) in rules)
            {
                foreach (var (key, changes) in keys)
                    errors.AddRange(Problems(rule, key, changes ?? []).Select(p => $"{Section}:{level}:{owner}:{rule}:{key}{p}"));
            }
        }
    }

    private IEnumerable<string> Problems(string rule, string key, ThresholdChange[] changes)
    {
        if (catalogue.FindThreshold(rule, key) is not { } threshold)
        {
            yield return ": the catalogue has no such rule and threshold.";
            yield break;
        }

        for (var i = 0; i < changes.Length; i++)
        {
            var change = changes[i];
            if (change.From is null)
                yield return $":{i}:From is missing: from when on is the value in force?";
            else if (changes.Take(i).Any(c => c.From == change.From))
                yield return $":{i}:From={change.From:u} stands twice.";
            if (change.Value is { } value && !(value >= threshold.Min && value <= threshold.Max))
                yield return $":{i}:Value={value} lies outside {threshold.Min} to {threshold.Max} {threshold.Unit}.";
        }
    }
}
