namespace LocalDapr.PubSub.Local;

/// <summary>What is to be written in one transaction.</summary>
internal sealed class JournalBatch
{
    public List<Append> Appends { get; } = [];

    public List<Join> Joins { get; } = [];

    public List<GroupBlock> Acks { get; } = [];

    public List<ConsumerGroup> Fills { get; } = [];

    public bool IsEmpty => Acks.Count == 0 && OnlyAcks;

    public bool OnlyAcks => Appends.Count == 0 && Joins.Count == 0 && Fills.Count == 0;

    public void Fail(Exception error)
    {
        foreach (var append in Appends)
            append.TrySetException(error);
        foreach (var join in Joins)
            join.TrySetException(error);
    }

    public void Clear()
    {
        Appends.Clear();
        Joins.Clear();
        Acks.Clear();
        Fills.Clear();
    }
}

/// <summary>Events to write.</summary>
internal sealed class Append(string topic, PubSubEvent[] events) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public string Topic => topic;

    public PubSubEvent[] Events => events;
}

/// <summary>A group to join.</summary>
internal sealed class Join(string topic, string appId, string? deadLetterTopic) : TaskCompletionSource<ConsumerGroup>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public string Topic => topic;

    public string AppId => appId;

    public string? DeadLetterTopic => deadLetterTopic;
}
