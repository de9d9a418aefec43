namespace VectorCare.Scheduler.Tests.Model;

/// <summary>A bug planted to see that the property finds it.</summary>
public enum Mutation
{
    /// <summary>The code as it is.</summary>
    None,

    /// <summary>The store lets the last writer win.</summary>
    LastWriteWins,

    /// <summary>The done-mark is never stored.</summary>
    DoneIsForgotten,

    /// <summary>Claims vanish after a second.</summary>
    ClaimsVanish,

    /// <summary>A dead replica's lease never ends.</summary>
    LeaseNeverEnds,

    /// <summary>A failed publish is taken for a good one.</summary>
    FailuresAreSwallowed,

    /// <summary>Each attempt gives the batches new ids.</summary>
    FreshIds,

    /// <summary>A batch has other members in each process.</summary>
    UnstableOrder,

    /// <summary>The last batch of a slot is taken for published.</summary>
    LastBatchIsPresumed,

    /// <summary>The watchdog does nothing.</summary>
    WatchdogSleeps,
}
