using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Structure;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Markup;

/// <summary>What to do with a page that does not look as pages of its kind do; a metric tag too. The order is that of the model's classes.</summary>
internal enum MarkupVerdict
{
    /// <summary>Only what no value depends on has changed: what was read counts, if all other checks agree.</summary>
    Harmless,

    /// <summary>Names have changed: it may be read under the new ones, with a second proof.</summary>
    Relocate,

    /// <summary>It is not believed.</summary>
    Quarantine,
}

/// <summary>How reading the page ended, before anybody asked what the page looks like.</summary>
internal enum Reading
{
    /// <summary>It was read, and agrees with what is known.</summary>
    Fine,

    /// <summary>Something that must be there is not.</summary>
    Unreadable,

    /// <summary>It is not this patient's.</summary>
    Foreign,

    /// <summary>It has values that cannot be.</summary>
    Implausible,

    /// <summary>It says otherwise than before, or than another page.</summary>
    Contradicted,
}

/// <summary>A page that was judged.</summary>
/// <param name="Page">Kind of page.</param>
/// <param name="Drift">How far it is from what such pages look like.</param>
/// <param name="Reading">How reading ended.</param>
/// <param name="Verdict">The verdict.</param>
internal sealed record MarkupJudgement(string Page, StructureDrift Drift, Reading Reading, MarkupVerdict Verdict);

/// <summary>How reading a page ended.</summary>
internal static class Readings
{
    /// <summary>The reading of a page; null when not the page but the way to it failed.</summary>
    public static Reading? Of(ParsedPage page) => page switch
    {
        { Outcome: null } => Reading.Fine,
        { Outcome: PollOutcome.ParseFailed } => Reading.Unreadable,
        { Outcome: not PollOutcome.Suspicious } => null,
        { Reason: "wrong-patient" or "wrong-clinic" or "wrong-transmission" or "shown-not-listed" } => Reading.Foreign,
        { Reason: "out-of-range" or "future-session" or "future-episode" } => Reading.Implausible,
        _ => Reading.Contradicted,
    };
}
