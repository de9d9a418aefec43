using System.Text.Json.Serialization;

namespace VectorCare.Summary;

/// <summary>What a run did, as printed at its end and written by <c>--summary</c>. Times called <c>_ms</c> are of the application's clock, but <c>cpu_ms_per_poll</c>.</summary>
internal sealed record RunSummary(
    [property: JsonPropertyName("patients")] int Patients,
    [property: JsonPropertyName("cycles")] double Cycles,
    [property: JsonPropertyName("polls_due")] long PollsDue,
    [property: JsonPropertyName("polls_done")] long PollsDone,
    [property: JsonPropertyName("polls_lost")] long PollsLost,
    [property: JsonPropertyName("polls_duplicated")] long PollsDuplicated,
    [property: JsonPropertyName("lateness_p50_ms")] double LatenessP50Ms,
    [property: JsonPropertyName("lateness_p99_ms")] double LatenessP99Ms,
    [property: JsonPropertyName("lateness_max_ms")] double LatenessMaxMs,
    [property: JsonPropertyName("outcomes")] IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Outcomes,
    [property: JsonPropertyName("transmissions_new")] long TransmissionsNew,
    [property: JsonPropertyName("alerts_opened")] long AlertsOpened,
    [property: JsonPropertyName("alerts_delivered")] long AlertsDelivered,
    [property: JsonPropertyName("alerts_undelivered")] long AlertsUndelivered,
    [property: JsonPropertyName("alert_delay_p99_ms")] double AlertDelayP99Ms,
    [property: JsonPropertyName("mails_filed")] long MailsFiled,
    [property: JsonPropertyName("misses")] long Misses,
    [property: JsonPropertyName("cpu_ms_per_poll")] double CpuMsPerPoll,
    [property: JsonPropertyName("cpu_ms_by_process")] IReadOnlyDictionary<string, double> CpuMsByProcess,
    [property: JsonPropertyName("rss_mb_total")] double RssMbTotal,
    [property: JsonPropertyName("speed")] double Speed,
    [property: JsonPropertyName("wall_s")] double WallS)
{
    /// <summary>Largest lateness of a run that counts as good, in ms of the application's clock.</summary>
    public const double LatenessLimitMs = 5000;

    /// <summary>Why the run failed; empty when it did not.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Failures =>
    [
        .. new (bool Bad, string Why)[]
        {
            (PollsDone == 0, "no poll was done"),
            (PollsLost != 0, $"{PollsLost} polls were lost"),
            (PollsDuplicated != 0, $"{PollsDuplicated} polls were counted twice"),
            (LatenessMaxMs > LatenessLimitMs, $"a poll was {LatenessMaxMs:F0} ms late"),
            (AlertsUndelivered != 0, $"{AlertsUndelivered} alerts were not delivered"),
        }.Where(c => c.Bad).Select(c => c.Why),
    ];
}
