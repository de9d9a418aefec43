using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LocalDapr.Actors;

/// <summary>Bodies of ticks, and of what a reminder shows.</summary>
internal static class ActorTickBody
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Body of a timer's tick.</summary>
    /// <param name="timing">The timer.</param>
    /// <returns>JSON.</returns>
    public static byte[] Timer(ActorTiming timing) => Write(writer =>
    {
        WriteData(writer, timing.Data);
        writer.WriteString("callback", timing.Callback);
        writer.WriteString("dueTime", timing.DueTime);
        writer.WriteString("period", timing.Period);
    });

    /// <summary>Body of a reminder's tick: its times stay empty.</summary>
    /// <param name="tick">The reminder.</param>
    /// <returns>JSON.</returns>
    public static byte[] Reminder(ActorTick tick) => Write(writer =>
    {
        WriteData(writer, tick.Data);
        writer.WriteString("dueTime", "");
        writer.WriteString("period", "");
    });

    /// <summary>What a reminder shows when it is read.</summary>
    /// <param name="tick">The reminder.</param>
    /// <returns>JSON.</returns>
    public static byte[] Shown(ActorTick tick) => Write(writer =>
    {
        writer.WriteString("actorID", tick.Id);
        writer.WriteString("actorType", tick.Type);
        WriteData(writer, tick.Data);
        if (tick.DueTime.Length > 0)
            writer.WriteString("dueTime", tick.DueTime);
        if (tick.Period.Length > 0)
            writer.WriteString("period", tick.Period);
    });

    private static void WriteData(Utf8JsonWriter writer, byte[]? data)
    {
        if (data is null)
            return;
        writer.WritePropertyName("data");
        writer.WriteRawValue(data);
    }

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var output = new ArrayBufferWriter<byte>(128);
        using var writer = new Utf8JsonWriter(output, Relaxed);
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }
}
