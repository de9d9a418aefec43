using System.Text.Json.Serialization;

namespace VectorCare.Summary;

/// <summary>What a run did, as printed at its end and written by <c>--summary</c>. Times called <c>_ms</c> are of the application's clock, but <c>cpu_ms_per_poll</c>. The first polls of the patients who went ahead count in all but <c>lateness_max_ms</c>.</summary>
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
    [property: JsonPropertyName("rehearsal_patients")] int RehearsalPatients,
    [property: JsonPropertyName("lateness_max_with_rehearsal_ms")] double LatenessMaxWithRehearsalMs,
    [property: JsonPropertyName("outcomes")] IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Outcomes,
    [property: JsonPropertyName("transmissions_new")] long TransmissionsNew,
    [property: JsonPropertyName("alerts_opened")] long AlertsOpened,
    [property: JsonPropertyName("alerts_delivered")] long AlertsDelivered,
    [property: JsonPropertyName("alerts_undelivered")] long AlertsUndelivered,
    [property: JsonPropertyName("alerts_held")] IReadOnlyDictionary<string, long> AlertsHeld,
    [property: JsonPropertyName("alert_delay_p99_ms")] double AlertDelayP99Ms,
    [property: JsonPropertyName("red_alerts")] long RedAlerts,
    [property: JsonPropertyName("red_mails")] long RedMails,
    [property: JsonPropertyName("red_delay_max_s")] double RedDelayMaxS,
    [property: JsonPropertyName("red_after_appearance_max_s")] double RedAfterAppearanceMaxS,
    [property: JsonPropertyName("mails_filed")] long MailsFiled,
    [property: JsonPropertyName("misses")] long Misses,
    [property: JsonPropertyName("cpu_ms_per_poll")] double CpuMsPerPoll,
    [property: JsonPropertyName("cpu_ms_by_process")] IReadOnlyDictionary<string, double> CpuMsByProcess,
    [property: JsonPropertyName("rss_mb_total")] double RssMbTotal,
    [property: JsonPropertyName("faults")] IReadOnlyList<string> Faults,
    [property: JsonPropertyName("speed")] double Speed,
    [property: JsonPropertyName("wall_s")] double WallS)
{
    /// <summary>Largest lateness of a run that counts as good, in ms of the application's clock.</summary>
    public const double LatenessLimitMs = 5000;

    /// <summary>Longest way of a red alert from the end of the poll that first saw it into the mailbox, in seconds of the application's clock.</summary>
    public const double RedDelayLimitS = 60;

    /// <summary>Longest way of a red alert from the portal into the mailbox, in seconds of the application's clock: a cycle and a minute. Holds without faults.</summary>
    public const double RedAfterAppearanceLimitS = 360;

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
            (RedAlerts > RedMails, $"{RedAlerts - RedMails} red alerts are not in the mailbox"),
            (RedDelayMaxS > RedDelayLimitS, $"a red alert came into the mailbox {RedDelayMaxS:F0} s after its poll"),
            (Faults.Count == 0 && RedAfterAppearanceMaxS > RedAfterAppearanceLimitS, $"a red alert came into the mailbox {RedAfterAppearanceMaxS:F0} s after it appeared on the portal"),
            (AlertsUndelivered != 0, $"{AlertsUndelivered} alerts were not delivered"),
        }.Where(c => c.Bad).Select(c => c.Why),
    ];
}
