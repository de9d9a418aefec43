using VectorCare.Contracts;

namespace VectorCare.Summary;

/// <summary>A line of the population's CSV file: the patient's id comes first.</summary>
internal static class PopulationLine
{
    /// <summary>The slot of the line's patient, 0 to 299.</summary>
    public static int Slot(string line) => Slots.Of(Guid.Parse(line.AsSpan(0, line.IndexOf(',', StringComparison.Ordinal))));
}
