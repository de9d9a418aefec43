namespace VectorCare.Contracts;

/// <summary>Paths of the services' endpoints.</summary>
public static class Routes
{
    /// <summary>Liveness: the process answers. Anonymous.</summary>
    public const string Live = "/healthz";

    /// <summary>Readiness: the service can do its work; the body names what is missing. Anonymous.</summary>
    public const string Ready = "/readyz";

    /// <summary>Base of the versioned public API of a service.</summary>
    public const string Api = "/v1";

    /// <summary>Registry: import of patients, <c>POST text/csv</c>; role <c>registrar</c>. <c>?keepGood=true</c> keeps the good lines of a file with bad ones.</summary>
    public const string ImportPatients = "/v1/patients/import";

    /// <summary>Registry: counts of patients by vendor and slot; role <c>operator</c>.</summary>
    public const string RegistrySummary = "/v1/summary";

    /// <summary>Scheduler: ticks, batches, stale and lost slots; role <c>operator</c>.</summary>
    public const string SchedulerSummary = "/v1/summary";

    /// <summary>Scheduler: who polls the patients of which home region; below it the commands of operators; role <c>operator</c>.</summary>
    public const string Regions = "/v1/regions";

    /// <summary>Ingest: polls due and done, lateness, outcomes per vendor; role <c>operator</c>.</summary>
    public const string IngestSummary = "/v1/summary";

    /// <summary>Alerting: open alerts, last deliveries, delays; role <c>operator</c>.</summary>
    public const string AlertingSummary = "/v1/summary";

    /// <summary>Handler of a topic in a subscriber.</summary>
    /// <param name="topic">One of <see cref="Topics.All"/>.</param>
    /// <returns>For example <c>/events/poll-batches</c>.</returns>
    public static string Event(string topic) => "/events/" + topic;

    /// <summary>Handler of the dead letters of a topic.</summary>
    /// <param name="topic">One of <see cref="Topics.All"/>.</param>
    /// <returns>For example <c>/dead-letters/poll-batches</c>.</returns>
    public static string DeadLetter(string topic) => "/dead-letters/" + topic;
}
