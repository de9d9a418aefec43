using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using VectorCare.Contracts.Messages;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Registry.Tests.Members;

internal sealed class FakePublisher : IEventPublisher
{
    public ConcurrentQueue<SlotVersion> Versions { get; } = new();

    public Action? OnPublish { get; set; }

    public Task PublishAsync<T>(string topic, string eventId, string partitionKey, T data, JsonTypeInfo<T> type, TimeSpan? ttl = null, string? traceparent = null, CancellationToken cancellationToken = default)
    {
        OnPublish?.Invoke();
        Versions.Enqueue((SlotVersion)(object)data!);
        return Task.CompletedTask;
    }
}
