using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace VectorCare.ServiceDefaults.Events;

/// <summary>An event's surroundings.</summary>
/// <param name="Topic">Topic it came from.</param>
/// <param name="Id">CloudEvent id.</param>
/// <param name="Traceparent">W3C trace context of the event, or null.</param>
/// <param name="Services">Services of this request.</param>
/// <param name="Cancellation">Ends when the sidecar gives up or the service stops.</param>
public sealed record TopicContext(string Topic, string Id, string? Traceparent, IServiceProvider Services, CancellationToken Cancellation);

/// <summary>An event nobody could handle, as it was published.</summary>
/// <param name="Body">The event as it lay on the topic, or what there was instead of an event.</param>
/// <param name="Id">CloudEvent id, where it could be read.</param>
/// <param name="Type">CloudEvent type, where it could be read.</param>
public sealed record DeadLetter(ReadOnlyMemory<byte> Body, string? Id, string? Type)
{
    /// <summary>Names the letter without naming a patient: the same event of the same topic has the same key in every service.</summary>
    /// <param name="topic">Dead-letter topic.</param>
    /// <returns>32 hex digits.</returns>
    public string Key(string topic)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(topic + "\n"));
        hash.AppendData(Id is null ? Body.Span : Encoding.UTF8.GetBytes(Id));
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    /// <summary>Reads the event again.</summary>
    /// <typeparam name="T">Message type.</typeparam>
    /// <param name="type">JSON form of the message.</param>
    /// <returns>CloudEvent id, trace context and message.</returns>
    /// <exception cref="JsonException">It is no event with such a message.</exception>
    public (string Id, string? Traceparent, T Data) Read<T>(JsonTypeInfo<T> type) => CloudEventReader.Read(new ReadOnlySequence<byte>(Body), type);
}
