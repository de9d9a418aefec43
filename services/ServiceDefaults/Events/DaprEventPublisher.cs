using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dapr.Client;
using VectorCare.Contracts;

namespace VectorCare.ServiceDefaults.Events;

internal sealed class DaprEventPublisher(DaprClient dapr) : IEventPublisher
{
    public Task PublishAsync<T>(string topic, string eventId, string partitionKey, T data, JsonTypeInfo<T> type, TimeSpan? ttl = null, string? traceparent = null, CancellationToken cancellationToken = default)
    {
        var metadata = new Dictionary<string, string>
        {
            ["cloudevent.id"] = eventId,
            ["cloudevent.type"] = Topics.EventType(topic),
            ["partitionKey"] = partitionKey,
        };
        if (ttl is { } time)
            metadata["ttlInSeconds"] = ((long)Math.Ceiling(time.TotalSeconds)).ToString();
        if (traceparent is not null)
            metadata["cloudevent.traceparent"] = traceparent;
        return dapr.PublishByteEventAsync(ComponentNames.PubSub, topic, JsonSerializer.SerializeToUtf8Bytes(data, type), "application/json", metadata, cancellationToken);
    }
}
