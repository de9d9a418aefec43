using System.Text.Json;
using System.Text.Json.Serialization;
using VectorCare.Scheduler.Batches;
using VectorCare.Scheduler.Membership;
using VectorCare.Scheduler.Ticks;

namespace VectorCare.Scheduler.Summary;

/// <summary>What the scheduler of this replica did since its start, and what was due.</summary>
/// <param name="Patients">Patients in all slots.</param>
/// <param name="Ticks">Ticks received.</param>
/// <param name="Stale">Ticks too late to be prompt.</param>
/// <param name="Unknown">Ticks of unknown slots.</param>
/// <param name="Failed">Ticks answered with an error, for the sidecar to repeat.</param>
/// <param name="ClaimsWon">Slots published by this replica.</param>
/// <param name="ClaimsLost">Slots that another replica held or had published.</param>
/// <param name="Batches">Batches acknowledged by pub/sub.</param>
/// <param name="Polls">Polls in those batches.</param>
/// <param name="Rescues">Slots the watchdog published.</param>
/// <param name="LastLatenessMs">From the due instant to the last acknowledgement, of the slot published last.</param>
/// <param name="PollsDue">Polls due, by membership alone, with due instants in the time asked for.</param>
/// <param name="PollsDueByCycle">The same by cycle.</param>
public sealed record SchedulerSummary(
    int Patients,
    long Ticks,
    long Stale,
    long Unknown,
    long Failed,
    long ClaimsWon,
    long ClaimsLost,
    long Batches,
    long Polls,
    long Rescues,
    long LastLatenessMs,
    long PollsDue,
    IReadOnlyDictionary<long, long> PollsDueByCycle);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SchedulerSummary))]
internal sealed partial class SummaryJson : JsonSerializerContext;

/// <summary>Puts the summary together.</summary>
internal sealed class SummaryReader(SchedulerMetrics metrics, SlotTable table, DueLedger ledger)
{
    public SchedulerSummary Read(DateTimeOffset? since, DateTimeOffset? until)
    {
        var due = ledger.Count(slot => table[slot], since ?? DateTimeOffset.MinValue, until ?? DateTimeOffset.MaxValue);
        return new SchedulerSummary(
            table.Patients,
            Enum.GetValues<TickResult>().Sum(metrics.Count),
            metrics.Count(TickResult.Stale),
            metrics.Count(TickResult.Unknown),
            metrics.Count(TickResult.Failed),
            metrics.Count(SlotResult.Published),
            metrics.Count(SlotResult.AlreadyDone) + metrics.Count(SlotResult.Held),
            metrics.BatchesPublished,
            metrics.PollsPublished,
            metrics.Rescues,
            metrics.LastLatenessMs,
            due.Values.Sum(),
            due);
    }
}
