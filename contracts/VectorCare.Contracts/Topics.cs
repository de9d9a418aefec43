namespace VectorCare.Contracts;

/// <summary>Topic names, CloudEvent types included.</summary>
public static class Topics
{
    /// <summary><see cref="Messages.PollBatch"/>: scheduler to scraper; key is the vendor and slot; TTL of one cycle.</summary>
    public const string PollBatches = "poll-batches";

    /// <summary><see cref="Messages.PollOutcomes"/>: scraper to ingest; one message per batch.</summary>
    public const string PollOutcomes = "poll-outcomes";

    /// <summary><see cref="Messages.Transmission"/>: scraper to ingest and alerting; key is the patient id.</summary>
    public const string Transmissions = "transmissions";

    /// <summary><see cref="Messages.ConnectivityEvent"/>: scraper to ingest and alerting; key is the patient id or the vendor.</summary>
    public const string Connectivity = "connectivity";

    /// <summary><see cref="Messages.AlertEvent"/>: alerting to ingest; key is the patient id.</summary>
    public const string Alerts = "alerts";

    /// <summary><see cref="Messages.SlotVersion"/>: registry to every scheduler replica.</summary>
    public const string SlotVersions = "slot-versions";

    /// <summary>The topics that carry patient-bound work; each has a dead letter.</summary>
    public static IReadOnlyList<string> All { get; } = [PollBatches, PollOutcomes, Transmissions, Connectivity, Alerts, SlotVersions];

    /// <summary>The dead-letter topic of a topic, on <see cref="ComponentNames.DeadLetterPubSub"/>.</summary>
    /// <param name="topic">One of <see cref="All"/>.</param>
    /// <returns>The topic name with the suffix <c>-deadletter</c>.</returns>
    public static string DeadLetter(string topic) => topic + "-deadletter";

    /// <summary>CloudEvent type of a message on a topic.</summary>
    /// <param name="topic">One of <see cref="All"/>.</param>
    /// <returns>For example <c>vectorcare.poll-batches.v1</c>.</returns>
    public static string EventType(string topic) => "vectorcare." + topic + ".v1";
}
