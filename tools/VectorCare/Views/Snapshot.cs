using VectorCare.Summary;

namespace VectorCare.Views;

/// <summary>What the console shows of a running demo.</summary>
internal sealed record Snapshot(
    TimeSpan Elapsed,
    double PollsPerSecond,
    long PollsDone,
    long PollsLost,
    long PollsDuplicated,
    double LatenessP99Ms,
    double LatenessMaxMs,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Outcomes,
    long TransmissionsNew,
    long AlertsOpened,
    long AlertsDelivered,
    long AlertsOwed,
    IReadOnlyDictionary<string, long> AlertsHeld,
    RedFigures Red,
    IReadOnlyList<DeliveryLine> LastDeliveries,
    long Mails,
    string MailDirectory);

/// <summary>One of the last deliveries.</summary>
internal sealed record DeliveryLine(DateTimeOffset At, string Rule, string Severity, string Channel, double DelayMs);
