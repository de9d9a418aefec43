namespace VectorCare.Services;

/// <summary>What ingest says at <see cref="Contracts.Routes.IngestSummary"/>, as far as the demo shows it.</summary>
internal sealed record IngestSummary(
    long PollsDone,
    long PollsDuplicated,
    double LatenessP50Ms,
    double LatenessP99Ms,
    double LatenessMaxMs,
    Dictionary<string, Dictionary<string, long>> Outcomes,
    long TransmissionsNew,
    long Misses);

/// <summary>What alerting says at <see cref="Contracts.Routes.AlertingSummary"/>, as far as the demo shows it.</summary>
internal sealed record AlertingSummary(long Opened, long Delivered, long Undelivered, Dictionary<string, long> HeldForGood, IReadOnlyList<AlertingSeverity> BySeverity, IReadOnlyList<AlertingDelivery> Last);

/// <summary>Alerts of one severity in <see cref="AlertingSummary"/>; delays from the end of the poll that saw it to the channel's acceptance.</summary>
internal sealed record AlertingSeverity(string Severity, long Opened, long Delivered, double? DelayP99Ms);

/// <summary>A delivery in <see cref="AlertingSummary"/>.</summary>
internal sealed record AlertingDelivery(DateTimeOffset At, string Rule, string Severity, string Channel, double DelayMs);
