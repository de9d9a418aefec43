using System.Globalization;
using VectorCare.Contracts;

namespace VectorCare.ServiceDefaults.Canary;

/// <summary>Slots from one to another, both included.</summary>
internal readonly record struct SlotRange(int First, int Last)
{
    /// <summary>Reads <c>none</c> or nothing as no slot (null), <c>0-14</c> as fifteen.</summary>
    /// <returns>False when the text is neither.</returns>
    public static bool TryParse(string? text, out SlotRange? range)
    {
        range = null;
        if (text is null or "" or "none")
            return true;
        if (text.Split('-') is not [var first, var last]
            || !int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            || !int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var to)
            || from > to || to >= Slots.Count)
            return false;
        range = new SlotRange(from, to);
        return true;
    }

    public bool Has(int slot) => slot >= First && slot <= Last;
}
