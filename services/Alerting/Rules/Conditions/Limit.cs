using System.Globalization;
using VectorCare.Alerting.Charts;
using VectorCare.Alerting.Rules.Thresholds;

namespace VectorCare.Alerting.Rules.Conditions;

/// <summary>A threshold as a condition uses it.</summary>
/// <param name="Threshold">The threshold.</param>
internal sealed record Limit(Threshold Threshold)
{
    /// <summary>The value in force.</summary>
    public double In(in ChartView view) => view.Thresholds.At(view.AtMs).Values[Threshold.Slot];

    /// <summary>The value in force as evidence: number, unit and level.</summary>
    public string Show(in ChartView view, string sign = "") =>
        $"{sign}{Text(In(view), Threshold.Unit)} ({view.Thresholds.At(view.AtMs).Levels[Threshold.Slot].ToString().ToLowerInvariant()}{(Threshold.Engineering ? ", E" : string.Empty)})";

    /// <summary>A number with its unit.</summary>
    public static string Text(double number, string unit) =>
        unit == "1" ? number.ToString("0.###", CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{number:0.###} {unit}");
}
