using System.Collections.Frozen;

namespace VectorCare.Scraper.Vendors;

/// <summary>What a value may be at all: outside of it the page was misread or is wrong. Far wider than any clinical limit.</summary>
internal static class ValueContracts
{
    private static readonly TimeSpan Future = TimeSpan.FromHours(26);

    private static readonly FrozenDictionary<string, (double Low, double High)> ByUnit = new Dictionary<string, (double Low, double High)>
    {
        ["Ohm"] = (1, 20_000),
        ["V"] = (0, 20),
        ["mV"] = (0, 100),
        ["ms"] = (-1000, 20_000),
        ["s"] = (0, 40_000_000),
        ["J"] = (0, 100),
        ["mo"] = (0, 360),
        ["%"] = (0, 100),
        ["/min"] = (0, 600),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<int, (double Low, double High)> ByCode = new Dictionary<int, (double Low, double High)>
    {
        [721344] = (0.5, 12),
        [721728] = (0.1, 120),
        [722051] = (0.01, 100),
        [722055] = (0.01, 100),
        [722063] = (0.01, 100),
        [722176] = (0.05, 10),
        [722177] = (0.05, 10),
        [722179] = (0.05, 10),
        [722240] = (0.01, 3),
        [722241] = (0.01, 3),
        [722243] = (0.01, 3),
        [722432] = (10, 20_000),
        [722433] = (10, 20_000),
        [722435] = (10, 20_000),
        [722624] = (1, 1000),
        [730048] = (0.01, 3),
        [730049] = (0.01, 3),
        [730051] = (0.01, 3),
        [730880] = (20, 250),
    }.ToFrozenDictionary();

    /// <summary>The first broken contract of a transmission as a reason code, or null.</summary>
    /// <param name="transmission">The transmission.</param>
    /// <param name="now">Nothing was measured after this, but for clocks and zones.</param>
    public static string? Broken(ParsedTransmission transmission, DateTimeOffset now)
    {
        if (transmission.SessionTime > now + Future)
            return "future-session";
        foreach (var measurement in transmission.Measurements)
        {
            if (measurement.Value is { } value && !Allows(measurement.Code, measurement.Unit, value))
                return "out-of-range";
        }

        foreach (var episode in transmission.Episodes)
        {
            if (episode.VentricularRateBpm is <= 0 or > 700 || episode.AtrialRateBpm is <= 0 or > 1200 || episode.DurationSeconds is < 0 || episode.ShocksDelivered is < 0 or > 200 || episode.AtpDelivered is < 0)
                return "out-of-range";
            if (episode.Start > now + Future)
                return "future-episode";
        }

        return null;
    }

    private static bool Allows(int code, string? unit, double value)
    {
        if (!double.IsFinite(value))
            return false;
        if (ByCode.TryGetValue(code, out var range) || (unit is not null && ByUnit.TryGetValue(unit, out range)))
            return value >= range.Low && value <= range.High;
        return value is >= 0 and <= 10_000_000;
    }
}
