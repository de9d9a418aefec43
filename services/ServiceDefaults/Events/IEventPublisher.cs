using System.Text.Json.Serialization.Metadata;

namespace VectorCare.ServiceDefaults.Events;

/// <summary>Publishes messages of the contracts.</summary>
public interface IEventPublisher
{
    /// <summary>Publishes one message and returns when pub/sub has acknowledged it.</summary>
    /// <typeparam name="T">Message type.</typeparam>
    /// <param name="topic">One of <see cref="Contracts.Topics.All"/>.</param>
    /// <param name="eventId">Deterministic CloudEvent id: a message that is published twice has the same.</param>
    /// <param name="partitionKey">Key that keeps order, for example the patient id; no patient data besides.</param>
    /// <param name="data">The message.</param>
    /// <param name="type">Its JSON form, from <see cref="Contracts.ContractsJson"/>.</param>
    /// <param name="ttl">After this it is no longer delivered; null means never.</param>
    /// <param name="traceparent">W3C trace context it belongs to, or null for the current activity's.</param>
    /// <param name="cancellationToken">Gives up; the message may have been taken all the same.</param>
    /// <exception cref="Dapr.DaprException">Pub/sub did not acknowledge.</exception>
    Task PublishAsync<T>(string topic, string eventId, string partitionKey, T data, JsonTypeInfo<T> type, TimeSpan? ttl = null, string? traceparent = null, CancellationToken cancellationToken = default);
}
