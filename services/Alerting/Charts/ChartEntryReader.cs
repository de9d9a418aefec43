using VectorCare.Alerting.Rules;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Charts;

/// <summary>Why a value of a transmission is not judged; a metric tag.</summary>
internal enum ValueRejection
{
    /// <summary>Its unit is missing or cannot be converted.</summary>
    Unit,

    /// <summary>No device measures such a number.</summary>
    Implausible,

    /// <summary>Neither a number nor a name where one is wanted.</summary>
    Kind,

    /// <summary>Two values of one code contradict each other.</summary>
    Contradiction,
}

/// <summary>Turns a transmission into a chart entry: canonical codes, units and names. A value that cannot be trusted is absent, never guessed.</summary>
internal sealed class ChartEntryReader(RuleCatalogue catalogue)
{
    private const int SuccessfulCode = 755137;
    private const string Successful = "Successful";

    /// <summary>Reads a transmission.</summary>
    /// <param name="transmission">The transmission.</param>
    /// <param name="rejected">Told of every value that is left out.</param>
    public ChartEntry Read(Transmission transmission, Action<Term, ValueRejection>? rejected = null)
    {
        var best = new SortedDictionary<int, (ChartValue Value, int Preference, bool Contradicted)>();
        foreach (var measurement in transmission.Measurements)
        {
            if (!catalogue.Terms.ByCode.TryGetValue(measurement.Code, out var known))
                continue;
            var (value, why) = Convert(measurement, known.Term, known.Term.CodeOf(Math.Max(known.Channel, 0)));
            if (why is { } reason)
                rejected?.Invoke(known.Term, reason);
            if (value is not { } usable)
                continue;
            if (!best.TryGetValue(usable.Code, out var old) || known.Preference < old.Preference)
                best[usable.Code] = (usable, known.Preference, false);
            else if (known.Preference == old.Preference)
                best[usable.Code] = Newer(usable, old, known.Term, known.Preference, rejected);
        }

        return new ChartEntry(
            transmission.EventId,
            transmission.SessionTime.ToUniversalTime(),
            transmission.SeenAt.ToUniversalTime(),
            transmission.Baseline,
            transmission.Device.Key,
            [.. best.Values.Where(b => !b.Contradicted).Select(b => b.Value)],
            [.. transmission.Episodes.Select(WithResult)])
        {
            Clinic = transmission.Clinic,
        };
    }

    /// <summary>A result in one spelling, whether it came as code or as text.</summary>
    private static DeviceEpisode WithResult(DeviceEpisode episode) =>
        episode.TherapyResultCode == SuccessfulCode || string.Equals(episode.TherapyResult, Successful, StringComparison.OrdinalIgnoreCase)
            ? episode with { TherapyResult = Successful }
            : episode;

    private static (ChartValue Value, int Preference, bool Contradicted) Newer(
        ChartValue next, (ChartValue Value, int Preference, bool Contradicted) old, Term term, int preference, Action<Term, ValueRejection>? rejected)
    {
        if (next.At != old.Value.At)
            return (next.At > old.Value.At || old.Value.At is null ? next : old.Value, preference, old.Contradicted);
        if (next.Number == old.Value.Number && next.Enum == old.Value.Enum)
            return old;
        rejected?.Invoke(term, ValueRejection.Contradiction);
        return old with { Contradicted = true };
    }

    private static (ChartValue? Value, ValueRejection? Why) Convert(Measurement measurement, Term term, int code)
    {
        if (term.Unit is null)
            return Name(measurement, term) is { } name ? (new ChartValue(code, null, name, measurement.DeviceTime?.ToUniversalTime()), null) : (null, measurement.Value is null ? null : ValueRejection.Kind);
        if (measurement.Value is not { } number || !double.IsFinite(number))
            return (null, measurement.Enum is null && measurement.Value is null ? null : ValueRejection.Kind);
        if (!Units.TryConvert(number, measurement.Unit, term.Unit, out var converted))
            return (null, ValueRejection.Unit);
        return converted < term.Low || converted > term.High
            ? (null, ValueRejection.Implausible)
            : (new ChartValue(code, converted, null, measurement.DeviceTime?.ToUniversalTime()), null);
    }

    private static string? Name(Measurement measurement, Term term)
    {
        if (measurement.EnumCode is { } code && term.NameCodes.TryGetValue(code, out var byCode))
            return byCode;
        if (measurement.Enum is not { } text)
            return null;
        var normal = Rules.Loading.TermReader.Normal(text);
        return normal.Length == 0 || normal == "NULL" ? null : term.Names.GetValueOrDefault(normal, normal);
    }
}
