using System.Text.Json.Serialization.Metadata;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Ingest.Letters;

/// <summary>A letter that could be read.</summary>
/// <param name="EventId">Its CloudEvent id.</param>
/// <param name="Data">Its message.</param>
/// <param name="IsKnownVersion">Whether the message has the version that is read here.</param>
/// <param name="PublishAsync">Publishes it again under the same id, which its readers take for the same event.</param>
internal sealed record ReadLetter(string EventId, IVersioned Data, bool IsKnownVersion, Func<IEventPublisher, CancellationToken, Task> PublishAsync);

/// <summary>How the letters of a topic are read and published again.</summary>
/// <param name="Topic">The topic they were published on.</param>
/// <param name="IsReplayed">Whether they tell something: a poll, and the announcement of a slot, are overtaken by the next.</param>
/// <param name="Read">Reads one.</param>
internal sealed record LetterRoute(string Topic, bool IsReplayed, Func<DeadLetter, ReadLetter> Read);

/// <summary>The routes of all topics.</summary>
internal static class LetterRoutes
{
    private static readonly Dictionary<string, LetterRoute> ByDeadLetterTopic = new LetterRoute[]
    {
        Route(Topics.PollBatches, ContractsJson.Default.PollBatch, isReplayed: false, b => $"{b.Vendor}:{b.Slot}"),
        Route(Topics.SlotVersions, ContractsJson.Default.SlotVersion, isReplayed: false, s => $"{s.Slot}"),
        Route(Topics.PollOutcomes, ContractsJson.Default.PollOutcomes, isReplayed: true, o => $"{o.Vendor}:{o.Slot}"),
        Route(Topics.Transmissions, ContractsJson.Default.Transmission, isReplayed: true, t => t.Patient.ToString()),
        Route(Topics.Connectivity, ContractsJson.Default.ConnectivityEvent, isReplayed: true, c => c.Patient?.ToString() ?? c.Vendor),
        Route(Topics.Alerts, ContractsJson.Default.AlertEvent, isReplayed: true, a => a.Patient?.ToString() ?? a.AlertId),
    }.ToDictionary(r => Topics.DeadLetter(r.Topic));

    /// <summary>The route of a dead-letter topic, or null where there is no such topic.</summary>
    public static LetterRoute? TryOf(string deadLetterTopic) => ByDeadLetterTopic.GetValueOrDefault(deadLetterTopic);

    private static LetterRoute Route<T>(string topic, JsonTypeInfo<T> type, bool isReplayed, Func<T, string> key)
        where T : class, IVersioned
    {
        return new LetterRoute(topic, isReplayed, letter =>
        {
            var (id, traceparent, data) = letter.Read(type);
            return new ReadLetter(id, data, data.SchemaVersion == T.CurrentVersion, (publisher, stop) =>
                publisher.PublishAsync(topic, id, key(data), data, type, traceparent: traceparent, cancellationToken: stop));
        });
    }
}
