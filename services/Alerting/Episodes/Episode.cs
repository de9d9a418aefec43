using VectorCare.Alerting.Charts;
using VectorCare.Alerting.Rules;

namespace VectorCare.Alerting.Episodes;

/// <summary>Why an episode pages, or does not.</summary>
internal enum EpisodeOrigin
{
    /// <summary>It began after the baseline.</summary>
    New,

    /// <summary>It was already true when the patient's first transmission came.</summary>
    Enrolment,

    /// <summary>It was over by then, or is older than the rule.</summary>
    History,

    /// <summary>Its rule is only tried out.</summary>
    Shadow,
}

/// <summary>An episode as the chart tells it: a function of what is known, not of the order in which it became known.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Key">Identity within rule and patient: an event's key, or channel and start.</param>
/// <param name="Channel">0 RA, 1 RV, 2 LV, or -1.</param>
/// <param name="Start">Device time at which it began.</param>
/// <param name="Cleared">Device time at which it cleared; null while open. An event has no duration: it is cleared at its start.</param>
/// <param name="SeenAt">When it was first seen, UTC.</param>
/// <param name="Origin">Why it pages, or does not.</param>
/// <param name="Point">The point that decided, for the evidence.</param>
internal sealed record Episode(Rule Rule, string Key, int Channel, DateTimeOffset Start, DateTimeOffset? Cleared, DateTimeOffset SeenAt, EpisodeOrigin Origin, ChartView Point);

/// <summary>A state that was open at the end of the part of the history that is no longer kept.</summary>
/// <param name="Rule">Rule id.</param>
/// <param name="Channel">Channel, or -1.</param>
/// <param name="Device">Device it was open in.</param>
/// <param name="Key">Episode key.</param>
/// <param name="Start">Device time at which it began.</param>
/// <param name="SeenAt">When it was first seen, UTC.</param>
/// <param name="Origin">Its origin.</param>
internal sealed record CarriedState(string Rule, int Channel, string Device, string Key, DateTimeOffset Start, DateTimeOffset SeenAt, EpisodeOrigin Origin);
