using VectorCare.Contracts.Messages;

namespace VectorCare.Scraper.Idco;

/// <summary>Turns numbers and coded values into measurements. Absent stays absent; a number without the unit it needs is reported, not assumed.</summary>
internal sealed class MeasurementReader(ObservationTimes times, IReadOnlyDictionary<string, string> leadChannels, List<NotUnderstood> notUnderstood)
{
    /// <summary>Reads the values.</summary>
    public List<Measurement> Read(IEnumerable<Observation> observations)
    {
        var measurements = new List<Measurement>();
        foreach (var observation in observations.Where(o => o.HasValue))
        {
            var measurement = observation.Term.Kind switch
            {
                IdcoKind.Number => Number(observation),
                IdcoKind.Enum => Coded(observation),
                _ => null,
            };
            if (measurement is not null)
                measurements.Add(measurement);
        }

        return measurements;
    }

    private Measurement? Number(Observation observation)
    {
        var term = observation.Term;
        if (observation.Number is not { } value)
        {
            notUnderstood.Add(observation.Note("bad-value"));
            return null;
        }

        var factor = UnitConversion.Factor(observation.Unit, term.Unit!);
        if (factor is null)
        {
            notUnderstood.Add(observation.Note(observation.Unit is null ? "missing-unit" : "unknown-unit"));
            return null;
        }

        return new Measurement(term.Code, term.Name, Channel(observation), value * factor.Value, term.Unit, null, null, times.Of(observation), Group(observation));
    }

    private Measurement? Coded(Observation observation)
    {
        var value = observation.Enumeration;
        if (value.IsAbsent)
            return null;
        if (!value.Known)
            notUnderstood.Add(observation.Note("unknown-enum", value.Code?.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var term = observation.Term;
        return new Measurement(term.Code, term.Name, Channel(observation), null, null, value.Name, value.Code, times.Of(observation), Group(observation));
    }

    private string? Channel(Observation observation) => observation.Term.Channel
        ?? (observation.Term.Name.StartsWith("MDC_IDC_LEAD_", StringComparison.Ordinal) ? leadChannels.GetValueOrDefault(observation.Group) : null);

    // "1" is what messages write where nothing repeats; a group is only worth passing on where it tells things apart.
    private static string? Group(Observation observation) => observation.Group.Length == 0 ? null : observation.Group;
}
