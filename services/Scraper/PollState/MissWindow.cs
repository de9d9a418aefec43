using System.Numerics;

namespace VectorCare.Scraper.PollState;

/// <summary>What a poll means for the question whether a patient can be seen.</summary>
internal enum Sight
{
    /// <summary>The patient was seen.</summary>
    Seen,

    /// <summary>The patient was not seen.</summary>
    Missed,

    /// <summary>It says nothing about this patient: the vendor as a whole was away.</summary>
    Neutral,
}

/// <summary>What changed for a patient.</summary>
internal enum MissChange
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Too many misses.</summary>
    Missing,

    /// <summary>Seen again.</summary>
    Restored,
}

/// <summary>The k-in-a-row and m-of-n rules. A hit needs no write: cycles without a change count as seen.</summary>
/// <param name="consecutive">k.</param>
/// <param name="misses">m.</param>
/// <param name="window">n, at most 32.</param>
internal sealed class MissWindow(int consecutive, int misses, int window)
{
    private readonly uint _mask = window == 32 ? uint.MaxValue : (1u << window) - 1;

    /// <summary>The misses as they stand before a cycle, newest lowest.</summary>
    public uint Before(PatientState state, long cycle)
    {
        var passed = cycle - state.Cycle - 1;
        return passed >= window ? 0 : passed <= 0 ? state.Misses & _mask : (state.Misses << (int)passed) & _mask;
    }

    /// <summary>Counts a poll. A cycle that is already counted changes nothing.</summary>
    /// <param name="state">State before.</param>
    /// <param name="cycle">Cycle of the poll.</param>
    /// <param name="sight">What it saw.</param>
    /// <param name="at">When.</param>
    /// <returns>The new state, whether it must be written, and what changed.</returns>
    public (PatientState State, bool MustWrite, MissChange Change) Count(PatientState state, long cycle, Sight sight, DateTimeOffset at)
    {
        if (cycle <= state.Cycle)
            return (state, false, MissChange.None);
        var before = Before(state, cycle);
        if (sight == Sight.Neutral)
        {
            // The window stands still while the vendor is away.
            return before == 0 && !state.Missing ? (state with { Cycle = cycle, Misses = 0 }, false, MissChange.None) : (state with { Cycle = cycle, Misses = before }, true, MissChange.None);
        }

        var now = ((before << 1) | (sight == Sight.Missed ? 1u : 0u)) & _mask;
        var next = state with { Cycle = cycle, Misses = now };
        if (sight == Sight.Missed)
        {
            if (next.MissingSince is null || (before == 0 && !next.Missing))
                next = next with { MissingSince = at };
            return !next.Missing && IsMissing(now) ? (next with { Missing = true }, true, MissChange.Missing) : (next, true, MissChange.None);
        }

        if (!next.Missing)
            return (next, false, MissChange.None);
        return InWindow(now) < misses || BitOperations.TrailingZeroCount(now) >= consecutive
            ? (next with { Missing = false, MissingSince = null, Misses = 0 }, true, MissChange.Restored)
            : (next, false, MissChange.None);
    }

    /// <summary>Misses in a row up to now, as far as the window shows.</summary>
    public static int InARow(uint misses) => BitOperations.TrailingZeroCount(~misses);

    /// <summary>Misses in the window.</summary>
    public static int InWindow(uint misses) => BitOperations.PopCount(misses);

    private bool IsMissing(uint now) => InARow(now) >= consecutive || InWindow(now) >= misses;
}
