namespace VectorCare.ServiceDefaults.Events;

/// <summary>What a handler made of an event.</summary>
/// <param name="Status">Reply to the sidecar.</param>
/// <param name="Reason">Why, as a metric tag: lower case, no patient data; null for success.</param>
public readonly record struct TopicResult(TopicStatus Status, string? Reason)
{
    /// <summary>The fault behind a drop, for the log; null where the event itself is the reason.</summary>
    public Exception? Cause { get; init; }

    /// <summary>Done.</summary>
    public static TopicResult Success => new(TopicStatus.Success, null);

    /// <summary>Try again: our own infrastructure failed.</summary>
    /// <param name="reason">Metric tag.</param>
    /// <returns>The result.</returns>
    public static TopicResult Retry(string reason) => new(TopicStatus.Retry, reason);

    /// <summary>Never try again: to the dead letter.</summary>
    /// <param name="reason">Metric tag.</param>
    /// <param name="cause">The fault behind it, or null.</param>
    /// <returns>The result.</returns>
    public static TopicResult Drop(string reason, Exception? cause = null) => new(TopicStatus.Drop, reason) { Cause = cause };
}

/// <summary>Reply to the sidecar.</summary>
public enum TopicStatus
{
    /// <summary>Acknowledged.</summary>
    Success,

    /// <summary>Delivered again.</summary>
    Retry,

    /// <summary>Moved to the dead-letter topic.</summary>
    Drop,
}
