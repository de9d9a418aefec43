using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Idco;

namespace VectorCare.Scraper.Vendors;

/// <summary>The terms that portals show under names of their own, and measurements made from them.</summary>
internal static class PortalTerms
{
    /// <summary>Code of the fluid index.</summary>
    public const int FluidIndex = IdcoTerms.FluidIndex;

    public const int BatteryStatus = 721280, BatteryVoltage = 721344, Longevity = 721472, Remaining = 721536, ChargeTime = 721728,
        Impedance = 722432, Threshold = 722176, ThresholdWidth = 722240, Sensing = 722051, Amplitude = 729984, PulseWidth = 730048,
        ShockImpedance = 722624, LeadStatus = 722752, Therapies = 731520, ShocksRecent = 737824, ShocksTotal = 737840, AtpRecent = 737888, AtpTotal = 737904,
        AtBurden = 737696, VentricularRate = 737651, CrtPacing = 737808, AtrialPacing = 737520, VentricularPacing = 737536, PacingMode = 730752, LowerRate = 730880;

    /// <summary>A number in a term's unit.</summary>
    /// <param name="code">Code; of a channel term that of the right atrium.</param>
    /// <param name="value">The number in <paramref name="unit"/>.</param>
    /// <param name="unit">Its unit as the portal writes it, or null.</param>
    /// <param name="time">When it was measured.</param>
    /// <param name="channel">RA, RV or LV for a channel term.</param>
    /// <returns>The measurement, or null when the unit does not fit the term.</returns>
    public static Measurement? Number(int code, double value, string? unit, DateTimeOffset? time, string? channel = null)
    {
        var term = IdcoTerms.Find(OfChannel(code, channel));
        return term?.Unit is not null && UnitConversion.Factor(unit, term.Unit) is { } factor
            ? new Measurement(term.Code, term.Name, term.Channel, Math.Round(value * factor, 6), term.Unit, null, null, time)
            : null;
    }

    /// <summary>A coded value; null when the portal's word is none of the term's.</summary>
    public static Measurement? Coded(int code, string word, DateTimeOffset? time)
    {
        var term = IdcoTerms.Find(code)!;
        var value = EnumerationNames.Read(code, word, null);
        return value is { IsAbsent: false, Known: true } ? new Measurement(code, term.Name, null, null, null, value.Name, null, time) : null;
    }

    /// <summary>Offset of a channel from the right atrium; sensing terms have four per channel.</summary>
    private static int OfChannel(int code, string? channel) => code + ((code == Sensing ? 4 : 1) * (channel switch { "RV" => 1, "LV" => 3, _ => 0 }));
}
