using VectorCare.Alerting.Charts;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Rules.Conditions;

/// <summary>Three values: what is absent is neither true nor false.</summary>
internal enum Truth
{
    /// <summary>Not so.</summary>
    False,

    /// <summary>Cannot be said: a value is absent.</summary>
    Unknown,

    /// <summary>So.</summary>
    True,
}

/// <summary>A compiled condition. Evaluation allocates nothing; only an explanation does.</summary>
internal abstract class Condition
{
    /// <summary>Whether it holds at a point.</summary>
    public abstract Truth Evaluate(in ChartView view);

    /// <summary>Adds the values that decided, for a point where it holds.</summary>
    public abstract void Explain(in ChartView view, ICollection<AlertEvidence> evidence);

    /// <summary>Whether it looks at events, so that their onsets are points of their own.</summary>
    public virtual bool LooksAtEvents => false;

    /// <summary>Device time in milliseconds at which it may hold by the passage of time alone, if nothing comes in until then; null when time changes nothing.</summary>
    public virtual long? DueAt(in ChartView view) => null;

    /// <summary>Whether the device, up to the point, has ever told what it judges. What a device does not measure keeps no episode open.</summary>
    public virtual bool IsTold(in ChartView view) => true;
}

/// <summary>An order between a number and a limit.</summary>
internal enum Comparison
{
    /// <summary>&lt;</summary>
    Less,

    /// <summary>≤</summary>
    AtMost,

    /// <summary>&gt;</summary>
    Greater,

    /// <summary>≥</summary>
    AtLeast,
}

/// <summary>Comparing with hysteresis.</summary>
internal static class Comparisons
{
    /// <summary>Whether the number stands in the order to the limit, eased by a part of it.</summary>
    public static bool Holds(this Comparison comparison, double number, double limit, double relax)
    {
        var ease = Math.Abs(limit) * relax;
        return comparison switch
        {
            Comparison.Less => number < limit + ease,
            Comparison.AtMost => number <= limit + ease,
            Comparison.Greater => number > limit - ease,
            _ => number >= limit - ease,
        };
    }

    /// <summary>The sign.</summary>
    public static string Sign(this Comparison comparison) => comparison switch
    {
        Comparison.Less => "<",
        Comparison.AtMost => "≤",
        Comparison.Greater => ">",
        _ => "≥",
    };
}
