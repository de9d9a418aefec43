namespace VectorCare.Scraper.Tests.Model;

/// <summary>A bug planted to see that the property finds it.</summary>
public enum PollMutation
{
    /// <summary>The code as it is.</summary>
    None,

    /// <summary>The journal of a batch is never stored.</summary>
    JournalIsForgotten,

    /// <summary>A failed publish is taken for a good one.</summary>
    FailuresAreSwallowed,

    /// <summary>Each attempt gives its events new ids.</summary>
    FreshIds,

    /// <summary>Raw bytes that were not kept are taken for kept.</summary>
    RawIsPresumedKept,

    /// <summary>A batch that is delivered again while it is under way is polled again.</summary>
    RunningIsForgotten,

    /// <summary>The last patient of a batch has no outcome.</summary>
    OutcomeIsDropped,

    /// <summary>Of several new transmissions only the newest is taken.</summary>
    OnlyTheNewest,

    /// <summary>The watermark stands where the portal is, not where the events are.</summary>
    WatermarkIsAhead,
}
