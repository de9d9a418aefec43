namespace VectorCare.Bench.Harness;

/// <summary>Quantiles of measured values.</summary>
internal static class Quantiles
{
    /// <summary>The value below which a part of the values lies.</summary>
    /// <param name="sorted">Values in rising order, at least one.</param>
    /// <param name="part">The part, from 0 to below 1.</param>
    public static double Quantile(this double[] sorted, double part) => sorted[(int)(sorted.Length * part)];
}
