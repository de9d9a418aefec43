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
public sealed record DeadLetter(ReadOnlyMemory<byte> Body, string? Id, string? Type);
