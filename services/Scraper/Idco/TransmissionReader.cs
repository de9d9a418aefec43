using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Idco;

/// <summary>Builds a transmission out of observations, whatever they were written in.</summary>
/// <param name="session">When the device was interrogated.</param>
/// <param name="notUnderstood">What was not understood so far; more is added.</param>
internal sealed class TransmissionReader(DateTimeOffset session, List<NotUnderstood> notUnderstood)
{
    private const int DeviceType = 720897, Model = 720898, Serial = 720899, Manufacturer = 720900, LeadLocation = 720966, Session = 721025;

    /// <summary>The session's time among the observations, or null.</summary>
    public static DateTimeOffset? SessionTime(IEnumerable<Observation> observations) => observations.FirstOrDefault(o => o.Term.Code == Session)?.Instant;

    /// <summary>Reads the observations.</summary>
    /// <param name="observations">All of the transmission.</param>
    /// <param name="id">Its id.</param>
    /// <param name="arrived">Its place in the vendor's order.</param>
    public ParsedTransmission Read(IReadOnlyList<Observation> observations, string id, DateTimeOffset arrived)
    {
        var episodes = new EpisodeReader(session, notUnderstood).Read(observations.Where(o => EpisodeReader.IsEpisodeTerm(o.Term)));
        var measurements = new MeasurementReader(new ObservationTimes(observations), LeadChannels(observations), notUnderstood)
            .Read(observations.Where(o => !EpisodeReader.IsEpisodeTerm(o.Term)));
        return new ParsedTransmission(id, arrived, session, Device(observations), measurements, episodes, [], notUnderstood);
    }

    private static ParsedDevice Device(IReadOnlyList<Observation> observations)
    {
        Observation? Find(int code) => observations.FirstOrDefault(o => o.Term.Code == code);
        var type = Find(DeviceType);
        return new ParsedDevice(Find(Manufacturer)?.Enumeration.Name, Find(Model)?.Text, Find(Serial)?.Text, type is null ? DeviceKind.Unknown : EnumerationNames.Device(type.Value.Text, type.Value.Name));
    }

    private static Dictionary<string, string> LeadChannels(IEnumerable<Observation> observations)
    {
        var channels = new Dictionary<string, string>();
        foreach (var observation in observations.Where(o => o.Term.Code == LeadLocation))
        {
            if (observation.Enumeration.Name is "RA" or "RV" or "LV")
                channels[observation.Group] = observation.Enumeration.Name!;
        }

        return channels;
    }
}
