using System.Globalization;
using VectorCare.Scraper.Hl7;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Idco;

/// <summary>What became of an IDCO message.</summary>
/// <param name="Transmission">The transmission, or null with a <paramref name="Reason"/>.</param>
/// <param name="Identifiers">PID-3: value and assigning authority, for the identity check; never passed on.</param>
/// <param name="Reason">Why there is no transmission; a code.</param>
internal sealed record IdcoResult(ParsedTransmission? Transmission, IReadOnlyList<(string Value, string? Authority)> Identifiers, string? Reason);

/// <summary>Reads an <c>ORU^R01</c> in the IHE IDCO profile. What it does not understand it says.</summary>
/// <param name="defaultOffset">Offset of times that name none.</param>
internal sealed class IdcoReader(TimeSpan defaultOffset)
{
    /// <summary>Reads a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="id">The portal's id of the message, or null to take the control id and session time.</param>
    /// <param name="arrived">When it appeared on the portal, or null to take the message time.</param>
    public IdcoResult Read(Hl7Message message, string? id = null, DateTimeOffset? arrived = null)
    {
        var identifiers = Identifiers(message);
        if (message.Header.Text(9) != "ORU")
            return new IdcoResult(null, identifiers, "not-an-observation-message");

        var reader = new ObservationReader(defaultOffset);
        var position = 0;
        foreach (var segment in message.Segments)
        {
            if (segment.Is("OBX"u8))
                reader.Read(segment, ++position);
        }

        if (Session(message, reader.Observations) is not { } session)
            return new IdcoResult(null, identifiers, "no-session-time");
        if (reader.Observations.Count == 0)
            return new IdcoResult(null, identifiers, "no-observations");

        var transmission = new TransmissionReader(session, reader.NotUnderstood).Read(
            reader.Observations,
            id ?? (message.Header.Text(10) ?? "message") + "-" + session.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture),
            arrived ?? Hl7Time.Parse(message.Header.Text(7), defaultOffset) ?? session);
        if (transmission.Device.Serial is null && identifiers.Select(i => SerialOf(i.Value)).FirstOrDefault(s => s is not null) is { } serial)
            transmission = transmission with { Device = transmission.Device with { Serial = serial } };
        return new IdcoResult(transmission with { Attachments = reader.Attachments }, identifiers, null);
    }

    private DateTimeOffset? Session(Hl7Message message, IEnumerable<Observation> observations) =>
        TransmissionReader.SessionTime(observations)
        ?? (message.First("OBR"u8) is { } order ? Hl7Time.Parse(order.Text(7) ?? order.Text(8), defaultOffset) : null);

    private static List<(string Value, string? Authority)> Identifiers(Hl7Message message)
    {
        var identifiers = new List<(string Value, string? Authority)>();
        if (message.First("PID"u8) is not { } patient)
            return identifiers;
        foreach (var repetition in patient.Repetitions(3))
        {
            if (repetition[0] is { } value)
                identifiers.Add((value, repetition.Count > 3 ? repetition[3] : null));
        }

        return identifiers;
    }

    private static string? SerialOf(string identifier)
    {
        const string mark = "/serial:";
        var at = identifier.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? null : identifier[(at + mark.Length)..];
    }
}
