namespace VectorCare.Alerting.Rules;

/// <summary>Conversion between the UCUM units that devices use. What is not in the table is not guessed.</summary>
internal static class Units
{
    private static readonly Dictionary<(string From, string To), double> Factors = new()
    {
        [("kOhm", "Ohm")] = 1000,
        [("mOhm", "Ohm")] = 0.001,
        [("mV", "V")] = 0.001,
        [("V", "mV")] = 1000,
        [("uV", "mV")] = 0.001,
        [("ms", "s")] = 0.001,
        [("s", "ms")] = 1000,
        [("us", "ms")] = 0.001,
        [("min", "s")] = 60,
        [("h", "s")] = 3600,
        [("d", "s")] = 86400,
        [("a", "mo")] = 12,
        [("wk", "mo")] = 7 / 30.4375,
        [("d", "mo")] = 1 / 30.4375,
        [("{beats}/min", "/min")] = 1,
        [("{beat}/min", "/min")] = 1,
        [("1/min", "/min")] = 1,
        [("Hz", "/min")] = 60,
        [("/s", "/min")] = 60,
        [("[ohm].d", "Ohm.d")] = 1,
    };

    /// <summary>Whether a unit can be compared with another, and the number in it.</summary>
    /// <param name="number">Number in <paramref name="from"/>.</param>
    /// <param name="from">UCUM unit as sent; null or an annotation in braces is a plain number.</param>
    /// <param name="to">UCUM unit wanted.</param>
    /// <param name="converted">The number in <paramref name="to"/>.</param>
    public static bool TryConvert(double number, string? from, string to, out double converted)
    {
        converted = number;
        if (string.IsNullOrWhiteSpace(from) || (from[0] == '{' && from[^1] == '}'))
            from = "1";
        if (from == to)
            return true;
        if (!Factors.TryGetValue((from, to), out var factor))
            return false;
        converted = number * factor;
        return true;
    }
}
