using MathNet.Numerics.Distributions;

namespace VectorCare.Bench.Fleet;

/// <summary>Intervals of a proportion.</summary>
/// <param name="Hits">Successes.</param>
/// <param name="Of">Trials.</param>
internal readonly record struct Proportion(int Hits, int Of)
{
    private const double Confidence = 0.95;

    /// <summary>The proportion; null without trials.</summary>
    public double? Value => Of == 0 ? null : (double)Hits / Of;

    /// <summary>Wilson's score interval, two-sided 95 %.</summary>
    public (double Low, double High) Wilson()
    {
        if (Of == 0)
            return (0, 1);
        var z = Normal.InvCDF(0, 1, 1 - ((1 - Confidence) / 2));
        var p = (double)Hits / Of;
        var middle = p + (z * z / (2 * Of));
        var half = z * Math.Sqrt((p * (1 - p) / Of) + (z * z / (4.0 * Of * Of)));
        var scale = 1 + (z * z / Of);
        return (Math.Max(0, (middle - half) / scale), Math.Min(1, (middle + half) / scale));
    }

    /// <summary>The exact interval of Clopper and Pearson, two-sided 95 %.</summary>
    public (double Low, double High) ClopperPearson()
    {
        const double Tail = (1 - Confidence) / 2;
        return (Hits == 0 ? 0 : Beta.InvCDF(Hits, Of - Hits + 1, Tail), Hits == Of ? 1 : Beta.InvCDF(Hits + 1, Of - Hits, 1 - Tail));
    }
}
