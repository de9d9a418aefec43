using System.Collections.Frozen;

namespace VectorCare.Scraper.Vendors.Aurora;

/// <summary>A row of a parameter table.</summary>
/// <param name="Code">Term.</param>
/// <param name="IsCoded">A word and no number.</param>
/// <param name="IsCount">A number that has no unit on the page.</param>
/// <param name="IsRequired">The table is not what it was when this row is missing.</param>
internal sealed record AuroraParameter(int Code, bool IsCoded = false, bool IsCount = false, bool IsRequired = false);

/// <summary>The rows of the parameter tables, by table and label.</summary>
internal static class AuroraParameters
{
    /// <summary>Tables in the order in which they are read.</summary>
    public static FrozenDictionary<string, FrozenDictionary<string, AuroraParameter>> Tables { get; } = new Dictionary<string, FrozenDictionary<string, AuroraParameter>>
    {
        ["tbl-battery"] = Rows(
            ("Battery status", new AuroraParameter(PortalTerms.BatteryStatus, IsCoded: true, IsRequired: true)),
            ("Battery voltage", new AuroraParameter(PortalTerms.BatteryVoltage, IsRequired: true)),
            ("Remaining longevity", new AuroraParameter(PortalTerms.Longevity, IsRequired: true)),
            ("Remaining capacity", new AuroraParameter(PortalTerms.Remaining, IsRequired: true)),
            ("Charge time", new AuroraParameter(PortalTerms.ChargeTime))),
        ["tbl-hv"] = Rows(
            ("Shock impedance", new AuroraParameter(PortalTerms.ShockImpedance, IsRequired: true)),
            ("High-voltage lead status", new AuroraParameter(PortalTerms.LeadStatus, IsCoded: true, IsRequired: true))),
        ["tbl-therapies"] = Rows(
            ("Ventricular therapies", new AuroraParameter(PortalTerms.Therapies, IsCoded: true, IsRequired: true)),
            ("Shocks since last session", new AuroraParameter(PortalTerms.ShocksRecent, IsCount: true, IsRequired: true)),
            ("Shocks total", new AuroraParameter(PortalTerms.ShocksTotal, IsCount: true, IsRequired: true)),
            ("ATP since last session", new AuroraParameter(PortalTerms.AtpRecent, IsCount: true, IsRequired: true)),
            ("ATP total", new AuroraParameter(PortalTerms.AtpTotal, IsCount: true, IsRequired: true))),
        ["tbl-statistics"] = Rows(
            ("AT/AF burden", new AuroraParameter(PortalTerms.AtBurden, IsRequired: true)),
            ("Mean ventricular rate", new AuroraParameter(PortalTerms.VentricularRate, IsRequired: true)),
            ("Biventricular pacing", new AuroraParameter(PortalTerms.CrtPacing)),
            ("Atrial pacing", new AuroraParameter(PortalTerms.AtrialPacing)),
            ("Ventricular pacing", new AuroraParameter(PortalTerms.VentricularPacing)),
            ("Fluid index", new AuroraParameter(PortalTerms.FluidIndex))),
        ["tbl-settings"] = Rows(
            ("Pacing mode", new AuroraParameter(PortalTerms.PacingMode, IsCoded: true, IsRequired: true)),
            ("Lower rate", new AuroraParameter(PortalTerms.LowerRate, IsRequired: true))),
    }.ToFrozenDictionary();

    private static FrozenDictionary<string, AuroraParameter> Rows(params (string Label, AuroraParameter Parameter)[] rows) =>
        rows.ToFrozenDictionary(r => r.Label, r => r.Parameter);
}
