namespace LocalDapr.PubSub.Local;

/// <summary><c>pubsub.local</c>: topics of the host's own broker. Each app id is a group of competing consumers; events wait in a journal until every group has acknowledged them.</summary>
/// <param name="name">Component name.</param>
/// <param name="appId">The app.</param>
/// <param name="options">Its settings.</param>
/// <param name="journal">Where the topics are.</param>
internal sealed class LocalPubSub(string name, string appId, LocalOptions options, Journal journal) : IPubSubComponent
{
    private const string PartitionKey = "partitionKey";

    /// <inheritdoc />
    public string Name => name;

    /// <inheritdoc />
    public bool KeepsWhileAppIsDown => true;

    /// <inheritdoc />
    public Task PublishAsync(string topic, PubSubEvent published, CancellationToken cancellationToken) =>
        journal.AppendAsync(topic, [published]).WaitAsync(cancellationToken);

    /// <inheritdoc />
    public async Task<IReadOnlyList<FailedEntry>> PublishBulkAsync(string topic, IReadOnlyList<BulkEntry> entries, IReadOnlyDictionary<string, string> requestMetadata, CancellationToken cancellationToken)
    {
        requestMetadata.TryGetValue(PartitionKey, out var key);
        var events = new PubSubEvent[entries.Count];
        for (var i = 0; i < events.Length; i++)
            events[i] = key is null || entries[i].Event.Metadata.ContainsKey(PartitionKey) ? entries[i].Event : WithKey(entries[i].Event, key);
        await journal.AppendAsync(topic, events).WaitAsync(cancellationToken);
        return [];
    }

    /// <inheritdoc />
    public async Task<IAsyncDisposable> SubscribeAsync(SubscribeRequest request, IEventHandler handler, CancellationToken cancellationToken)
    {
        var group = await journal.JoinAsync(request.Topic, appId, request.DeadLetterTopic).WaitAsync(cancellationToken);
        return group.Add(new Consumer(handler, options, request));
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static PubSubEvent WithKey(PubSubEvent published, string key) =>
        published with { Metadata = new Dictionary<string, string>(published.Metadata, StringComparer.Ordinal) { [PartitionKey] = key } };
}
