namespace VectorCare.ServiceDefaults.Events;

/// <summary>What a handler made of an event.</summary>
/// <param name="Status">Reply to the sidecar.</param>
/// <param name="Reason">Why, as a metric tag: lower case, no patient data; null for success.</param>
public readonly record struct TopicResult(TopicStatus Status, string? Reason)
{
    /// <summary>Done.</summary>
    public static TopicResult Success => new(TopicStatus.Success, null);

    /// <summary>Try again: our own infrastructure failed.</summary>
    /// <param name="reason">Metric tag.</param>
    /// <returns>The result.</returns>
    public static TopicResult Retry(string reason) => new(TopicStatus.Retry, reason);

    /// <summary>Never try again: to the dead letter.</summary>
    /// <param name="reason">Metric tag.</param>
    /// <returns>The result.</returns>
    public static TopicResult Drop(string reason) => new(TopicStatus.Drop, reason);
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
