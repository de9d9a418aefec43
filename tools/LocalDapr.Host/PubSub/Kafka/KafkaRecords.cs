using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Confluent.Kafka;

namespace LocalDapr.PubSub.Kafka;

/// <summary>Events as records, and records as events.</summary>
internal static partial class KafkaRecords
{
    // What the broker's own accounting adds to key, value and headers.
    private const int RecordOverhead = 36;
    private const int HeaderOverhead = 10;

    /// <summary>Makes a record: every metadata entry becomes a header, <c>partitionKey</c> or <c>__key</c> the key.</summary>
    /// <param name="published">The event.</param>
    /// <param name="excluded">Names that do not become headers, or null.</param>
    /// <returns>The record.</returns>
    public static Message<byte[]?, byte[]> ToRecord(PubSubEvent published, Regex? excluded)
    {
        var headers = new Headers();
        foreach (var (name, value) in published.Metadata)
        {
            if (excluded is null || !excluded.IsMatch(name))
                headers.Add(name, Encoding.UTF8.GetBytes(value));
        }

        var key = published.Metadata.GetValueOrDefault("partitionKey") ?? published.Metadata.GetValueOrDefault("__key");
        return new Message<byte[]?, byte[]> { Key = key is null ? null : Encoding.UTF8.GetBytes(key), Value = published.Data, Headers = headers };
    }

    /// <summary>Where a record goes.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="metadata">Metadata of the event.</param>
    /// <returns>The partition asked for, or any.</returns>
    /// <exception cref="PublishFailedException">The topic's name or the partition is impossible.</exception>
    public static TopicPartition Target(string topic, IReadOnlyDictionary<string, string> metadata)
    {
        if (topic is "." or ".." || !TopicName().IsMatch(topic))
            throw new PublishFailedException("kafka server: The request attempted to perform an operation on an invalid topic");
        if (!metadata.TryGetValue("partitionNumber", out var text))
            return new TopicPartition(topic, Partition.Any);
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            throw new PublishFailedException($"invalid partitionNumber metadata value \"{text}\": it is no number");
        return number >= 0 ? new TopicPartition(topic, number) : throw new PublishFailedException($"partitionNumber must be non-negative, got {number}");
    }

    /// <summary>Size of a record as the broker counts it.</summary>
    /// <param name="record">The record.</param>
    /// <returns>Bytes.</returns>
    public static int Size(Message<byte[]?, byte[]> record)
    {
        var size = RecordOverhead + (record.Key?.Length ?? 0) + record.Value.Length;
        foreach (var header in record.Headers)
            size += HeaderOverhead + Encoding.UTF8.GetByteCount(header.Key) + header.GetValueBytes().Length;
        return size;
    }

    /// <summary>Makes an event of a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="options">Settings of the component.</param>
    /// <returns>The event; its metadata hold key, offset, topic, time, partition and the headers.</returns>
    public static PubSubEvent ToEvent(ConsumeResult<byte[]?, byte[]> record, KafkaOptions options)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        if (record.Message.Key is { } key)
            metadata["__key"] = Text(key, options);
        metadata["__offset"] = record.Offset.Value.ToString(CultureInfo.InvariantCulture);
        metadata["__topic"] = record.Topic;
        metadata["__timestamp"] = record.Message.Timestamp.UnixTimestampMs.ToString(CultureInfo.InvariantCulture);
        metadata["__partition"] = record.Partition.Value.ToString(CultureInfo.InvariantCulture);
        foreach (var header in record.Message.Headers ?? [])
        {
            if (options.ExcludedHeaders?.IsMatch(header.Key) != true)
                metadata[header.Key] = Text(header.GetValueBytes() ?? [], options);
        }

        return new PubSubEvent(record.Message.Value ?? [], metadata);
    }

    private static string Text(byte[] bytes, KafkaOptions options)
    {
        var text = Encoding.UTF8.GetString(bytes);
        return options.EscapeHeaders ? Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal) : text;
    }

    [GeneratedRegex("^[a-zA-Z0-9._-]{1,249}$", RegexOptions.CultureInvariant)]
    private static partial Regex TopicName();
}
