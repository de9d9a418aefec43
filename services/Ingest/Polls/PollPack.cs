using System.Globalization;
using VectorCare.Contracts.Messages;

namespace VectorCare.Ingest.Polls;

/// <summary>The polls of a batch in few bytes: clinics and reasons once each, then 16 bytes of patient id and a handful for the rest.</summary>
internal static class PollPack
{
    private const byte Version = 1;

    public static byte[] Write(IReadOnlyList<PollResult> polls)
    {
        using var stream = new MemoryStream(16 + (polls.Count * 40));
        using var writer = new BinaryWriter(stream);
        var texts = polls.SelectMany(p => (string[])[p.Clinic, p.Reason ?? string.Empty]).Distinct(StringComparer.Ordinal).Index().ToDictionary(t => t.Item, t => t.Index);
        writer.Write(Version);
        writer.Write7BitEncodedInt(texts.Count);
        foreach (var text in texts.Keys)
            writer.Write(text);
        writer.Write7BitEncodedInt(polls.Count);
        foreach (var poll in polls)
        {
            writer.Write(poll.Patient.ToByteArray());
            writer.Write7BitEncodedInt(texts[poll.Clinic]);
            writer.Write7BitEncodedInt(texts[poll.Reason ?? string.Empty]);
            writer.Write((byte)poll.Outcome);
            writer.Write7BitEncodedInt64(poll.LatenessMs);
            writer.Write7BitEncodedInt(poll.DurationMs);
            writer.Write7BitEncodedInt(poll.Requests);
            writer.Write7BitEncodedInt(poll.NewTransmissions);
            writer.Write(poll.ContentHash is not null);
            if (poll.ContentHash is { } hash)
                writer.Write(ulong.Parse(hash, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Gives the polls back; of one patient, or of all.</summary>
    public static IReadOnlyList<PollResult> Read(byte[] packed, Guid? only = null)
    {
        using var reader = new BinaryReader(new MemoryStream(packed));
        if (reader.ReadByte() is var version && version != Version)
            throw new InvalidDataException($"Packed polls of version {version} are not understood.");
        var texts = new string[reader.Read7BitEncodedInt()];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = reader.ReadString();
        var count = reader.Read7BitEncodedInt();
        var polls = new List<PollResult>(only is null ? count : 1);
        for (var i = 0; i < count; i++)
        {
            var patient = new Guid(reader.ReadBytes(16));
            var clinic = texts[reader.Read7BitEncodedInt()];
            var reason = texts[reader.Read7BitEncodedInt()];
            var outcome = (PollOutcome)reader.ReadByte();
            var lateness = reader.Read7BitEncodedInt64();
            var duration = reader.Read7BitEncodedInt();
            var requests = reader.Read7BitEncodedInt();
            var found = reader.Read7BitEncodedInt();
            var hash = reader.ReadBoolean() ? reader.ReadUInt64().ToString("x16", CultureInfo.InvariantCulture) : null;
            if (only is null || only == patient)
                polls.Add(new PollResult(patient, clinic, outcome, lateness, duration, requests, hash, found, reason.Length == 0 ? null : reason));
        }

        return polls;
    }
}
