using VectorCare.Alerting.Rules.Thresholds;

namespace VectorCare.Alerting.Charts;

/// <summary>A point of a chart seen by one rule: an entry, or an event.</summary>
/// <param name="Chart">The chart.</param>
/// <param name="Thresholds">The patient's thresholds.</param>
/// <param name="AtMs">Device time of the point, milliseconds since the Unix epoch.</param>
/// <param name="Entry">Index of the entry at or before the point, or -1.</param>
/// <param name="Event">Index of the event, or -1 at an entry.</param>
/// <param name="Channel">0 RA, 1 RV, 2 LV, or -1 for a rule without channels.</param>
/// <param name="Relax">Hysteresis: the part of each threshold by which it is eased, 0 to find the opening.</param>
internal readonly record struct ChartView(Chart Chart, ThresholdTimeline Thresholds, long AtMs, int Entry, int Event, int Channel, double Relax)
{
    /// <summary>The value of a code in an entry.</summary>
    public bool TryValue(int entry, int code, out ChartValue value)
    {
        var values = Chart.Entries[entry].Values;
        int low = 0, high = values.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var found = values[middle].Code;
            if (found == code)
            {
                value = values[middle];
                return true;
            }

            if (found < code)
                low = middle + 1;
            else
                high = middle - 1;
        }

        value = default;
        return false;
    }

    /// <summary>The number of a code in an entry.</summary>
    public bool TryNumber(int entry, int code, out double number)
    {
        var found = TryValue(entry, code, out var value) && value.Number is not null;
        number = value.Number ?? 0;
        return found;
    }
}
