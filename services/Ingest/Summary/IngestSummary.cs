using VectorCare.Ingest.Polls;

namespace VectorCare.Ingest.Summary;

/// <summary>Answer of <see cref="Contracts.Routes.IngestSummary"/>: the last 25 hours.</summary>
/// <param name="PollsDone">Patients and cycles with an outcome; with <c>?since=</c> and <c>?until=</c> only those due between.</param>
/// <param name="PollsDuplicated">Second outcomes of a patient and cycle; not counted in <paramref name="PollsDone"/>.</param>
/// <param name="LatenessP50Ms">Median of request start minus due instant, in ms; with <c>?since=</c> of the cycles that begin then or later.</param>
/// <param name="LatenessP99Ms">99th percentile, in ms.</param>
/// <param name="LatenessMaxMs">Largest, in ms; with <c>?since=</c> of the polls due from then on.</param>
/// <param name="Outcomes">Polls by vendor and outcome.</param>
/// <param name="TransmissionsNew">Transmissions stored, ever.</param>
/// <param name="Misses">Polls that saw nothing: missed, vendor down, not read, suspicious.</param>
/// <param name="Alerts">Alert events stored, ever, by state.</param>
public sealed record IngestSummary(
    long PollsDone,
    long PollsDuplicated,
    double LatenessP50Ms,
    double LatenessP99Ms,
    double LatenessMaxMs,
    IReadOnlyDictionary<string, Dictionary<string, long>> Outcomes,
    long TransmissionsNew,
    long Misses,
    IReadOnlyDictionary<string, long> Alerts)
{
    internal static IngestSummary From(PollCounts polls, IReadOnlyDictionary<string, long> alerts) =>
        new(polls.Done, polls.Duplicated, polls.LatenessP50Ms, polls.LatenessP99Ms, polls.LatenessMaxMs, polls.Outcomes, polls.Transmissions, polls.Misses, alerts);
}
