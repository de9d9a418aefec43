namespace LocalDapr.PubSub.Local;

/// <summary>One subscriber of a group: a sidecar's subscription. Its counters belong to the group's lock.</summary>
/// <param name="handler">Takes the events.</param>
/// <param name="options">The component's settings.</param>
/// <param name="request">The subscription.</param>
internal sealed class Consumer(IEventHandler handler, LocalOptions options, SubscribeRequest request)
{
    private const int DefaultBulk = 100;

    public IEventHandler Handler => handler;

    public LocalOptions Options => options;

    /// <summary>Events of one call; 0 for single deliveries.</summary>
    public int BulkSize { get; } = request.Bulk is { } limits ? (limits.MaxMessages > 0 ? limits.MaxMessages : DefaultBulk) : 0;

    /// <summary>How long a bulk delivery waits for more events.</summary>
    public TimeSpan BulkWait { get; } = request.Bulk is { MaxAwait.Ticks: > 0 } limits ? limits.MaxAwait : TimeSpan.FromSeconds(1);

    /// <summary>True when an event that failed too often has somewhere to go.</summary>
    public bool HasDeadLetterTopic => request.DeadLetterTopic is not null;

    public CancellationTokenSource Stop { get; } = new();

    public TaskCompletionSource Idle { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Running { get; set; }

    public bool IsStopping { get; set; }

    public DateTimeOffset PausedUntil { get; set; }

    public DateTimeOffset? BatchDue { get; set; }

    /// <summary>True when another delivery may start.</summary>
    /// <param name="now">Now.</param>
    /// <returns>Whether there is a free slot.</returns>
    public bool IsFree(DateTimeOffset now) => !IsStopping && Running < options.Concurrency && PausedUntil <= now;
}

/// <summary>An event of a block on its way through a group.</summary>
internal sealed class Pending(GroupBlock block, int index, PubSubEvent pending)
{
    public GroupBlock Block => block;

    public int Index => index;

    public PubSubEvent Event => pending;

    /// <summary>Events with the same key are delivered one after another.</summary>
    public string? Key { get; } = pending.Metadata.GetValueOrDefault("partitionKey") ?? pending.Metadata.GetValueOrDefault("__key");

    /// <summary>Failed deliveries so far.</summary>
    public int Failures { get; set; }
}
