using System.Globalization;
using System.Text.Json;
using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using LocalDapr.State;

namespace LocalDapr.Jobs;

/// <summary>A job as HTTP sends it.</summary>
/// <param name="Job">The job.</param>
/// <param name="Overwrite">Whether it may replace one.</param>
internal sealed record JobRequest(Job Job, bool Overwrite);

/// <summary>Jobs in protobuf's JSON form.</summary>
internal static class JobJson
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithTypeRegistry(
        TypeRegistry.FromFiles(StructReflection.Descriptor, WrappersReflection.Descriptor, DurationReflection.Descriptor, TimestampReflection.Descriptor, EmptyReflection.Descriptor)));

    /// <summary>Reads the body of a registration.</summary>
    /// <param name="body">The body; empty is a job without anything.</param>
    /// <returns>The job.</returns>
    /// <exception cref="JsonException">The body is no job.</exception>
    public static JobRequest Read(ReadOnlySpan<byte> body)
    {
        var job = new Job();
        var overwrite = false;
        if (body.IsEmpty)
            return new JobRequest(job, overwrite);
        var root = GoJson.Parse(body);
        if (root.ValueKind != JsonValueKind.Object)
            throw new JsonException($"proto: syntax error: unexpected token {root.GetRawText()}");
        foreach (var property in root.EnumerateObject())
        {
            var value = property.Value;
            if (value.ValueKind == JsonValueKind.Null && property.Name != "data")
                continue;
            switch (property.Name)
            {
                case "name":
                    job.Name = Text(value);
                    break;
                case "schedule":
                    job.Schedule = Text(value);
                    break;
                case "dueTime" or "due_time":
                    job.DueTime = Text(value);
                    break;
                case "ttl":
                    job.Ttl = Text(value);
                    break;
                case "repeats":
                    job.Repeats = Number(value);
                    break;
                case "overwrite":
                    overwrite = value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Unexpected(value);
                    break;
                case "data":
                    job.Data = Any.Pack(Parse<Value>(value));
                    break;
                case "failurePolicy" or "failure_policy":
                    job.FailurePolicy = ReadPolicy(value);
                    break;
                default:
                    break;
            }
        }
        return new JobRequest(job, overwrite);
    }

    /// <summary>Reads a failure policy.</summary>
    /// <param name="policy">The object.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="JsonException">It is none.</exception>
    public static JobFailurePolicy ReadPolicy(JsonElement policy) => Parse<JobFailurePolicy>(policy);

    /// <summary>Writes a job.</summary>
    /// <param name="job">The job.</param>
    /// <returns>JSON; data of a type that is not known here is left out.</returns>
    public static string Write(Job job)
    {
        try
        {
            return Formatter.Format(job);
        }
        catch (InvalidOperationException)
        {
            var known = job.Clone();
            known.Data = null;
            return Formatter.Format(known);
        }
    }

    /// <summary>Body of a job's callback: a protobuf Value as JSON, anything else as its bytes without blanks at the ends.</summary>
    /// <param name="data">Data of the job, or null.</param>
    /// <returns>The body.</returns>
    public static ReadOnlyMemory<byte> CallbackBody(Any? data)
    {
        if (data is null)
            return ReadOnlyMemory<byte>.Empty;
        if (!data.Is(Value.Descriptor))
            return Trim(data.Value.Memory);
        var json = Formatter.Format(Value.Parser.ParseFrom(data.Value));
        return GoJson.Serialise(GoJson.Parse(System.Text.Encoding.UTF8.GetBytes(json)), escapeHtml: false);
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> bytes)
    {
        ReadOnlySpan<byte> blanks = " \t\n\v\f\r"u8;
        var start = bytes.Span.IndexOfAnyExcept(blanks);
        return start < 0 ? ReadOnlyMemory<byte>.Empty : bytes[start..(bytes.Span.LastIndexOfAnyExcept(blanks) + 1)];
    }

    private static T Parse<T>(JsonElement value)
        where T : IMessage, new()
    {
        try
        {
            return Parser.Parse<T>(value.GetRawText());
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or FormatException or OverflowException)
        {
            throw new JsonException($"proto: {error.Message}", error);
        }
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Unexpected(value);

    private static uint Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var number) && number is >= 0 and <= uint.MaxValue && number == Math.Truncate(number) => (uint)number,
        JsonValueKind.String when uint.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw Unexpected(value),
    };

    private static JsonException Unexpected(JsonElement value) => new($"proto: syntax error: unexpected token {value.GetRawText()}");
}
