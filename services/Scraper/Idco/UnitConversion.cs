namespace VectorCare.Scraper.Idco;

/// <summary>Converts a number as written into the unit its term has.</summary>
internal static class UnitConversion
{
    /// <summary>The factor from one UCUM unit to another; null when it is unknown or a unit is missing where the term needs one.</summary>
    /// <param name="from">The unit as written, or null.</param>
    /// <param name="to">The term's unit.</param>
    public static double? Factor(string? from, string to)
    {
        if (from is null)
            return to is "1" ? 1 : null;
        from = Normal(from);
        to = Normal(to);
        if (from == to || (IsCount(to) && IsCount(from)))
            return 1;
        return (from, to) switch
        {
            ("kOhm", "Ohm") => 1000,
            ("a", "mo") => 12,
            ("mV", "V") => 0.001,
            ("V", "mV") => 1000,
            ("s", "ms") => 1000,
            ("ms", "s") => 0.001,
            ("min", "s") => 60,
            ("h", "s") => 3600,
            ("d", "s") => 86_400,
            ("h/d", "%") => 100.0 / 24,
            _ => null,
        };
    }

    private static bool IsCount(string unit) => unit is "1" || (unit[0] == '{' && unit[^1] == '}');

    private static string Normal(string unit) => unit switch
    {
        "{beats}/min" or "{beat}/min" or "bpm" or "min-1" or "1/min" => "/min",
        "Ω" or "Ω" or "ohm" or "Ohms" or "ohms" => "Ohm",
        "kΩ" or "kΩ" => "kOhm",
        "Ω·d" => "Ohm.d",
        "months" or "month" => "mo",
        "yr" or "years" or "year" => "a",
        _ => unit,
    };
}
