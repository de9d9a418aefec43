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
}
