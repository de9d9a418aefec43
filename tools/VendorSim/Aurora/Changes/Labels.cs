namespace VendorSim.Aurora.Changes;

/// <summary>What a page has that can change.</summary>
internal static class Labels
{
    public static readonly string[] Parameters = ["tbl-battery", "tbl-hv", "tbl-therapies", "tbl-statistics", "tbl-settings"];

    public static readonly string[] WithColumns = ["tbl-leads", "tbl-episodes"];

    public static readonly string[] Tables = [.. Parameters, .. WithColumns, "tbl-alerts", "tbl-transmissions"];

    public static readonly string[] Rows =
    [
        "Battery status", "Battery voltage", "Remaining longevity", "Remaining capacity", "Charge time", "Shock impedance", "High-voltage lead status", "Ventricular therapies", "Shocks since last session", "Shocks total", "ATP since last session",
        "ATP total", "AT/AF burden", "Mean ventricular rate", "Biventricular pacing", "Atrial pacing", "Ventricular pacing", "Fluid index", "Pacing mode", "Lower rate",
    ];

    public static readonly string[] Columns =
    [
        "Parameter", "Value", "Unit", "Measured", "Lead", "Impedance (kΩ)", "Impedance (Ω)", "Threshold (V)", "Threshold pulse width (ms)", "Sensing (mV)", "Programmed amplitude (V)", "Programmed pulse width (ms)", "Type", "Onset", "Duration (s)",
        "Ventricular rate (/min)", "Atrial rate (/min)", "ATP", "Shocks", "Result", "Received",
    ];

    public static readonly string[] Scaled =
    [
        "Battery voltage", "Remaining longevity", "Remaining capacity", "Charge time", "Shock impedance", "AT/AF burden", "Mean ventricular rate", "Lower rate", "Impedance (kΩ)", "Impedance (Ω)", "Threshold (V)", "Threshold pulse width (ms)",
        "Sensing (mV)", "Programmed amplitude (V)", "Programmed pulse width (ms)", "Duration (s)", "Ventricular rate (/min)", "Atrial rate (/min)",
    ];

    public static readonly string[] Terms = ["Portal reference", "Clinic", "Serial number", "Model", "Type", "Transmission ID", "Session", "Received"];

    public static readonly string[] News = ["Trend", "Remark", "Quality", "Source", "Reviewed by"];

    public static readonly string[] Prefixes = ["Device ", "Last ", "New ", "Estimated ", "My "];
}
