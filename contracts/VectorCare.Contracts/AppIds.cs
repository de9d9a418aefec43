namespace VectorCare.Contracts;

/// <summary>Dapr app ids of the services, as in <c>dapr.yaml</c> and the Kubernetes annotations.</summary>
public static class AppIds
{
    /// <summary>Patients, clinics, vendors and the membership of slots.</summary>
    public const string Registry = "registry";

    /// <summary>Ticks, claims and poll batches.</summary>
    public const string Scheduler = "scheduler";

    /// <summary>Sessions, fetching, parsing, change detection and miss counters.</summary>
    public const string Scraper = "scraper";

    /// <summary>Idempotent storage and the read API.</summary>
    public const string Ingest = "ingest";

    /// <summary>Rules, episodes, delivery and escalation.</summary>
    public const string Alerting = "alerting";
}
