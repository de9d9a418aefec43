namespace VectorCare.Alerting.Inbox;

/// <summary>An alert that waits for its digest: ids only, its file has the rest.</summary>
/// <param name="AlertId">Alert id.</param>
/// <param name="Subject">Subject of its file.</param>
public sealed record WaitingAlert(string AlertId, string Subject);

/// <summary>A digest that is being sent. It stays the same until it is through, so that every copy of it carries one key.</summary>
internal sealed class DigestBatch
{
    /// <summary>Number within the clinic.</summary>
    public required long Number { get; init; }

    /// <summary>What it holds.</summary>
    public required List<WaitingAlert> Alerts { get; init; }

    /// <summary>Rounds over all channels that failed.</summary>
    public int FailedRounds { get; set; }
}

/// <summary>What a clinic's inbox keeps.</summary>
internal sealed class InboxState
{
    private const int MostInDigest = 100;

    /// <summary>Number of the last digest.</summary>
    public long LastNumber { get; set; }

    /// <summary>Alerts for the next digests, in the order of their coming.</summary>
    public List<WaitingAlert> Waiting { get; set; } = [];

    /// <summary>The digest under way, or null.</summary>
    public DigestBatch? Sending { get; set; }

    /// <summary>When the reminder is due; null: none is set.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>The day that is counted, in the clinic's time zone.</summary>
    public DateOnly Day { get; set; }

    /// <summary>Alerts of that day.</summary>
    public int Count { get; set; }

    /// <summary>Whether operations were warned that day.</summary>
    public bool Warned { get; set; }

    /// <summary>Takes an alert in. False when it is there already.</summary>
    public bool Add(WaitingAlert alert, DateOnly today)
    {
        if (Waiting.Contains(alert) || Sending?.Alerts.Contains(alert) == true)
            return false;
        if (Day != today)
            (Day, Count, Warned) = (today, 0, false);
        Count++;
        Waiting.Add(alert);
        return true;
    }

    /// <summary>The digest under way, else a new one of what waits; null where nothing waits.</summary>
    public DigestBatch? Next()
    {
        if (Sending is null && Waiting.Count > 0)
        {
            Sending = new DigestBatch { Number = ++LastNumber, Alerts = [.. Waiting.Take(MostInDigest)] };
            Waiting.RemoveRange(0, Sending.Alerts.Count);
        }

        return Sending;
    }
}
