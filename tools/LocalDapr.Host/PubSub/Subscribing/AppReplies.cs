using System.Text.Json;

namespace LocalDapr.PubSub.Subscribing;

/// <summary>Reads what the application answered to a delivery.</summary>
internal static class AppReplies
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 1000 };

    /// <summary>Reads the answer to a single delivery. Anything that is no status is taken for success.</summary>
    /// <param name="body">Body of a 2xx answer.</param>
    /// <returns>The verdict; status values are case-sensitive, the name is not.</returns>
    public static AppVerdict Single(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            return AppVerdict.Success;
        try
        {
            var reader = new Utf8JsonReader(body, Options);
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.ValueKind == JsonValueKind.Object ? SingleStatus(document.RootElement) : AppVerdict.Success;
        }
        catch (JsonException)
        {
            return AppVerdict.Success;
        }
    }

    /// <summary>Reads the answer to a bulk delivery.</summary>
    /// <param name="body">Body of a 2xx answer.</param>
    /// <returns>Verdicts by entry id, or null when the body is no JSON object. An entry that is missing or has an empty or unknown status is to be retried.</returns>
    public static Dictionary<string, AppVerdict>? Bulk(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, Options);
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return null;
            var verdicts = new Dictionary<string, AppVerdict>(StringComparer.Ordinal);
            if (Property(document.RootElement, "statuses") is not { ValueKind: JsonValueKind.Array } statuses)
                return verdicts;
            foreach (var entry in statuses.EnumerateArray())
            {
                if (entry.ValueKind == JsonValueKind.Object && Property(entry, "entryId") is { ValueKind: JsonValueKind.String } id)
                    verdicts[id.GetString()!] = BulkStatus(entry);
            }

            return verdicts;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static AppVerdict SingleStatus(JsonElement answer) => Property(answer, "status") switch
    {
        null or { ValueKind: not JsonValueKind.String } => AppVerdict.Success,
        { } status => status.GetString() switch
        {
            "" or "SUCCESS" => AppVerdict.Success,
            "DROP" => AppVerdict.Drop,
            _ => AppVerdict.Retry,
        },
    };

    private static AppVerdict BulkStatus(JsonElement entry) => Property(entry, "status") is { ValueKind: JsonValueKind.String } status
        ? status.GetString() switch
        {
            "SUCCESS" => AppVerdict.Success,
            "DROP" => AppVerdict.Drop,
            _ => AppVerdict.Retry,
        }
        : AppVerdict.Retry;

    private static JsonElement? Property(JsonElement element, string name)
    {
        JsonElement? found = null;
        foreach (var property in element.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                found = property.Value;
        }

        return found;
    }
}
