using System.Text;
using LocalDapr.PubSub.Publishing;

namespace LocalDapr.PubSub.Local;

/// <summary>Bytes of a block: the events one after another.</summary>
internal static class BlockCodec
{
    private const byte Format = 1;

    /// <summary>Writes events.</summary>
    /// <param name="events">The events.</param>
    /// <returns>The bytes.</returns>
    public static byte[] Encode(ReadOnlySpan<PubSubEvent> events)
    {
        var size = 16;
        foreach (var written in events)
            size += written.Data.Length + 64;
        using var stream = new MemoryStream(size);
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Format);
            writer.Write7BitEncodedInt(events.Length);
            foreach (var written in events)
            {
                writer.Write7BitEncodedInt(written.Metadata.Count);
                foreach (var (name, value) in written.Metadata)
                {
                    writer.Write(name);
                    writer.Write(value);
                }

                writer.Write7BitEncodedInt(written.Data.Length);
                writer.Write(written.Data);
            }
        }

        return stream.Length == stream.Capacity ? stream.GetBuffer() : stream.ToArray();
    }

    /// <summary>Reads events.</summary>
    /// <param name="data">The bytes.</param>
    /// <returns>The events.</returns>
    public static PubSubEvent[] Decode(byte[] data)
    {
        using var reader = new BinaryReader(new MemoryStream(data, writable: false), Encoding.UTF8);
        if (reader.ReadByte() is var format && format != Format)
            throw new InvalidDataException($"A block of the journal has format {format}; only {Format} is known.");
        var events = new PubSubEvent[reader.Read7BitEncodedInt()];
        for (var i = 0; i < events.Length; i++)
        {
            var metadata = ReadMetadata(reader);
            events[i] = new PubSubEvent(reader.ReadBytes(reader.Read7BitEncodedInt()), metadata);
        }

        return events;
    }

    private static IReadOnlyDictionary<string, string> ReadMetadata(BinaryReader reader)
    {
        var count = reader.Read7BitEncodedInt();
        if (count == 0)
            return EventMetadata.None;
        var metadata = new Dictionary<string, string>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var name = reader.ReadString();
            metadata[name] = reader.ReadString();
        }

        return metadata;
    }
}
