using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LocalDapr.Jobs.Engine;
using LocalDapr.State;

namespace LocalDapr.Actors;

/// <summary>A timer or reminder as it was asked for.</summary>
/// <param name="DueTime">First tick; empty where none was given.</param>
/// <param name="Period">Time between ticks; empty for a single one.</param>
/// <param name="Ttl">When it ends; empty for never.</param>
/// <param name="Callback">Method named by a timer.</param>
/// <param name="Data">JSON data, or null.</param>
/// <param name="Overwrite">False refuses to replace one of that name.</param>
/// <param name="Retry">Failure policy; null for the default.</param>
internal sealed record ActorTiming(string DueTime, string Period, string Ttl, string Callback, byte[]? Data, bool Overwrite, JobRetry? Retry)
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads the body of a registration.</summary>
    /// <param name="body">JSON.</param>
    /// <returns>The timing.</returns>
    /// <exception cref="JsonException">The body is none.</exception>
    public static ActorTiming Parse(ReadOnlySpan<byte> body)
    {
        var timing = new ActorTiming("", "", "", "", null, true, null);
        var root = GoJson.Parse(body);
        if (root.ValueKind == JsonValueKind.Null)
            return timing;
        if (root.ValueKind != JsonValueKind.Object)
            throw new JsonException($"json: cannot unmarshal {root.ValueKind}");
        foreach (var property in root.EnumerateObject())
        {
            var (name, value) = (property.Name, property.Value);
            if (Is(name, "dueTime"))
                timing = timing with { DueTime = Text(value) };
            else if (Is(name, "period"))
                timing = timing with { Period = Text(value) };
            else if (Is(name, "ttl"))
                timing = timing with { Ttl = Text(value) };
            else if (Is(name, "callback"))
                timing = timing with { Callback = Text(value) };
            else if (Is(name, "data"))
                timing = timing with { Data = JsonSerializer.SerializeToUtf8Bytes(value, Compact) };
            else if (Is(name, "overwrite") && value.ValueKind != JsonValueKind.Null)
                timing = timing with { Overwrite = value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Unexpected(value) };
            else if ((Is(name, "failurePolicy") || Is(name, "failure_policy")) && value.ValueKind == JsonValueKind.Object)
                timing = timing with { Retry = ActorRetry.Parse(value) };
        }
        return timing;
    }

    /// <summary>Data sent over gRPC: its bytes travel as a JSON text in base64.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>JSON, or null for none.</returns>
    public static byte[]? DataOf(ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty ? null : Encoding.ASCII.GetBytes($"\"{Convert.ToBase64String(bytes)}\"");

    private static bool Is(string name, string expected) => name.Equals(expected, StringComparison.OrdinalIgnoreCase);

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString()!,
        _ => throw Unexpected(value),
    };

    private static JsonException Unexpected(JsonElement value) => new($"json: cannot unmarshal {value.ValueKind}");
}
