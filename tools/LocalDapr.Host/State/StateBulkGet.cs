using System.Buffers;
using System.Text.Json;

namespace LocalDapr.State;

/// <summary>Bulk reads and their JSON form.</summary>
internal static class StateBulkGet
{
    /// <summary>Reads keys.</summary>
    /// <param name="component">The store.</param>
    /// <param name="keys">Keys without prefix.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>An entry per key, or per different key where the store answers so.</returns>
    public static async Task<IReadOnlyList<BulkEntry>> ReadAsync(StateComponent component, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var asked = component.Traits.AnswersDuplicateKeysOnce ? keys.Distinct(StringComparer.Ordinal).ToList() : keys;
        if (asked.Count == 0)
            return [];
        try
        {
            var values = await component.GetManyAsync(asked, cancellationToken);
            return [.. asked.Zip(values, (key, value) => new BulkEntry(key, value, null))];
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return [.. asked.Select(key => new BulkEntry(key, null, error.Message))];
        }
    }

    /// <summary>Writes the answer.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="fillTo">Number of entries to reach with empty ones.</param>
    /// <returns>UTF-8 text; empty where a value is no JSON, as Dapr then answers nothing at all.</returns>
    public static ReadOnlyMemory<byte> ToJson(IReadOnlyList<BulkEntry> entries, int fillTo)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartArray();
        try
        {
            foreach (var entry in entries)
                Write(entry, writer);
        }
        catch (JsonException)
        {
            return ReadOnlyMemory<byte>.Empty;
        }
        for (var i = entries.Count; i < fillTo; i++)
            Write(new BulkEntry("", null, null), writer);
        writer.WriteEndArray();
        writer.Flush();
        return output.WrittenMemory;
    }

    private static void Write(BulkEntry entry, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("key"u8, entry.Key);
        if (entry.Value is { } value)
        {
            if (value.Data is { Length: > 0 } data)
            {
                writer.WritePropertyName("data"u8);
                writer.WriteRawValue(data);
            }
            writer.WriteString("etag"u8, value.ETag);
            if (value.ExpiresAt is { } expires)
            {
                writer.WriteStartObject("metadata"u8);
                writer.WriteString(StateTime.ExpiryName, StateTime.Text(expires));
                writer.WriteEndObject();
            }
        }
        if (entry.Error is not null)
            writer.WriteString("error"u8, entry.Error);
        writer.WriteEndObject();
    }
}

/// <summary>An entry of a bulk read.</summary>
internal sealed record BulkEntry(string Key, StateValue? Value, string? Error);
