using System.Globalization;
using VectorCare.Contracts.Messages;

namespace VectorCare.Ingest.Storage.Packing;

/// <summary>A patient's polls of a day as runs of equal outcomes. What differs from poll to poll, lateness and duration, stands in columns of its own.</summary>
internal static class PollDayPack
{
    private const byte Version = 1;

    /// <summary>Packs the polls of one patient, in order of their cycles.</summary>
    public static byte[] Write(IReadOnlyList<DatedPoll> polls)
    {
        using var stream = new MemoryStream(64 + (polls.Count * 3));
        using var writer = new BinaryWriter(stream);
        var texts = polls.SelectMany(p => (string[])[p.Vendor, p.Poll.Clinic, p.Poll.Reason ?? string.Empty]).Distinct(StringComparer.Ordinal).Index().ToDictionary(t => t.Item, t => t.Index);
        writer.Write7BitEncodedInt(texts.Count);
        foreach (var text in texts.Keys)
            writer.Write(text);
        writer.Write7BitEncodedInt(polls.Count);
        var previous = 0L;
        for (var start = 0; start < polls.Count;)
        {
            var length = RunLength(polls, start);
            var (cycle, vendor, poll) = polls[start];
            writer.Write7BitEncodedInt64(cycle - previous);
            writer.Write7BitEncodedInt(length);
            writer.Write7BitEncodedInt(texts[vendor]);
            writer.Write7BitEncodedInt(texts[poll.Clinic]);
            writer.Write7BitEncodedInt(texts[poll.Reason ?? string.Empty]);
            writer.Write((byte)(((int)poll.Outcome << 1) | (poll.ContentHash is null ? 0 : 1)));
            writer.Write7BitEncodedInt(poll.Requests);
            writer.Write7BitEncodedInt(poll.NewTransmissions);
            if (poll.ContentHash is { } hash)
                writer.Write(ulong.Parse(hash, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            previous = cycle + length - 1;
            start += length;
        }

        WriteColumn(writer, polls.Select(p => p.Poll.LatenessMs));
        WriteColumn(writer, polls.Select(p => (long)p.Poll.DurationMs));
        writer.Flush();
        return [Version, .. Zstd.Compress(stream.GetBuffer().AsSpan(0, (int)stream.Length), Zstd.Dense)];
    }

    /// <summary>Gives every poll back.</summary>
    /// <exception cref="InvalidDataException">A version that is not understood.</exception>
    public static IReadOnlyList<DatedPoll> Read(Guid patient, byte[] pack)
    {
        if (pack[0] != Version)
            throw new InvalidDataException($"A day of polls of version {pack[0]} is not understood.");
        using var reader = new BinaryReader(new MemoryStream(Zstd.Decompress(pack.AsSpan(1))));
        var texts = new string[reader.Read7BitEncodedInt()];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = reader.ReadString();
        var polls = new DatedPoll[reader.Read7BitEncodedInt()];
        var previous = 0L;
        for (var next = 0; next < polls.Length;)
        {
            var cycle = previous + reader.Read7BitEncodedInt64();
            var length = reader.Read7BitEncodedInt();
            var (vendor, clinic, reason) = (texts[reader.Read7BitEncodedInt()], texts[reader.Read7BitEncodedInt()], texts[reader.Read7BitEncodedInt()]);
            var outcome = reader.ReadByte();
            var (requests, found) = (reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt());
            var hash = (outcome & 1) == 0 ? null : reader.ReadUInt64().ToString("x16", CultureInfo.InvariantCulture);
            var poll = new PollResult(patient, clinic, (PollOutcome)(outcome >> 1), 0, 0, requests, hash, found, reason.Length == 0 ? null : reason);
            for (var i = 0; i < length; i++)
                polls[next++] = new DatedPoll(cycle + i, vendor, poll);
            previous = cycle + length - 1;
        }

        var lateness = ReadColumn(reader, polls.Length);
        var duration = ReadColumn(reader, polls.Length);
        return [.. polls.Select((p, i) => p with { Poll = p.Poll with { LatenessMs = lateness[i], DurationMs = (int)duration[i] } })];
    }

    private static int RunLength(IReadOnlyList<DatedPoll> polls, int start)
    {
        var length = 1;
        while (start + length < polls.Count && polls[start + length].Cycle == polls[start].Cycle + length && Same(polls[start], polls[start + length]))
            length++;
        return length;
    }

    private static bool Same(DatedPoll a, DatedPoll b) =>
        a.Vendor == b.Vendor && a.Poll == b.Poll with { LatenessMs = a.Poll.LatenessMs, DurationMs = a.Poll.DurationMs };

    // Differences are small where a patient keeps his place in the slot.
    private static void WriteColumn(BinaryWriter writer, IEnumerable<long> values)
    {
        var previous = 0L;
        foreach (var value in values)
        {
            var step = value - previous;
            writer.Write7BitEncodedInt64((step << 1) ^ (step >> 63));
            previous = value;
        }
    }

    private static long[] ReadColumn(BinaryReader reader, int count)
    {
        var values = new long[count];
        var previous = 0L;
        for (var i = 0; i < count; i++)
        {
            var step = reader.Read7BitEncodedInt64();
            values[i] = previous += (long)((ulong)step >> 1) ^ -(step & 1);
        }

        return values;
    }
}
