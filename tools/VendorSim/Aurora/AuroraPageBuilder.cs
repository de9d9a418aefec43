using VendorSim.Population;

namespace VendorSim.Aurora;

/// <summary>Lays a transmission out for the portal.</summary>
internal static class AuroraPageBuilder
{
    private static readonly string[] Parameters = ["Parameter", "Value", "Unit", "Measured"];
    private static readonly string[] Chambers = ["RA", "RV", "LV"];

    public static AuroraPage Build(SimPatient patient, PatientView view, Report report)
    {
        var locale = AuroraLocale.OfClinic(patient.Clinic);
        var device = patient.Device;
        var measured = locale.Time(report.SessionTime);
        var tables = new List<AuroraTable> { Alerts(report, locale), Battery(report, locale, measured) };
        if (device.Family.Paces())
            tables.Add(Leads(report, locale));
        if (report.ShockLead is { } shock)
        {
            tables.Add(new AuroraTable("tbl-hv", "High-voltage lead", Parameters,
            [
                ["Shock impedance", locale.Number(shock.Impedance), "Ω", measured],
                ["High-voltage lead status", shock.Normal ? "Normal" : "Check lead", AuroraPage.Absent, measured],
            ]));
        }

        tables.Add(Episodes(report, locale));
        if (report.Therapy is { } therapy)
            tables.Add(Therapies(therapy, locale, measured));
        tables.Add(Statistics(report.Statistics, device.Family, locale, measured));
        if (report.PacingMode is not null)
        {
            tables.Add(new AuroraTable("tbl-settings", "Settings", Parameters,
            [
                ["Pacing mode", report.PacingMode, AuroraPage.Absent, measured],
                ["Lower rate", locale.Number(report.LowerRate), "/min", measured],
            ]));
        }

        tables.Add(new AuroraTable("tbl-transmissions", "Transmissions", ["Transmission ID", "Session", "Received", "Reason"],
            [.. view.Reports.Reverse().Take(20).Select(r => new[] { r.IdFor(patient), locale.Time(r.SessionTime), locale.Time(r.AppearsAt), Reason(r.Reason) })],
            LinkPrefix: $"/aurora/patients/{patient.PortalRef}/transmissions/"));
        return new AuroraPage($"{patient.FamilyName}, {patient.GivenName}", patient.PortalRef, locale,
        [
            new("patient-identity", "", [("Portal reference", patient.PortalRef), ("Date of birth", locale.Date(patient.Born)), ("Clinic", patient.ClinicName)]),
            new("device", "Device", [("Manufacturer", "Aurora Cardiac"), ("Model", device.Model), ("Type", device.Family.Label()), ("Serial number", device.Serial), ("Implanted", locale.Date(device.Implanted))]),
            new("transmission", "Transmission", [("Transmission ID", report.IdFor(patient)), ("Session", measured), ("Received", locale.Time(report.AppearsAt)), ("Reason", Reason(report.Reason))]),
        ], tables);
    }

    private static string Reason(ReportReason reason) => reason switch
    {
        ReportReason.Scheduled => "Scheduled",
        ReportReason.DeviceAlert => "Device alert",
        _ => "Patient initiated",
    };

    private static AuroraTable Alerts(Report report, AuroraLocale locale) => new("tbl-alerts", "Alerts", ["Code", "Alert", "Severity", "Raised"],
        [.. report.Alerts.Select(alert => new[] { $"A-{alert.Code}", alert.Text, alert.Severity, locale.Time(alert.At) })], "No alerts");

    private static AuroraTable Battery(Report report, AuroraLocale locale, string measured)
    {
        var battery = report.Battery;
        var longevity = locale.LongevityInYears
            ? new[] { "Remaining longevity", locale.Number(battery.LongevityMonths / 12.0, 1), battery.LongevityMonths is null ? AuroraPage.Absent : "yr", measured }
            : ["Remaining longevity", locale.Number(battery.LongevityMonths), battery.LongevityMonths is null ? AuroraPage.Absent : "mo", measured];
        List<string[]> rows =
        [
            ["Battery status", battery.Status, AuroraPage.Absent, measured],
            ["Battery voltage", locale.Number(battery.Voltage, 2), "V", measured],
            longevity,
            ["Remaining capacity", locale.Number(battery.RemainingPercent), "%", measured],
        ];
        if (battery.ChargeTime is not null)
            rows.Add(["Charge time", locale.Number(battery.ChargeTime, 1), "s", measured]);
        return new AuroraTable("tbl-battery", "Battery", Parameters, rows);
    }

    private static AuroraTable Leads(Report report, AuroraLocale locale)
    {
        var rows = new List<string[]>();
        for (var channel = 0; channel < 3; channel++)
        {
            if (report.Leads[channel] is not { } lead)
                continue;
            rows.Add(
            [
                Chambers[channel],
                locale.KiloOhm ? locale.Number(lead.Impedance / 1_000, 3) : locale.Number(lead.Impedance),
                locale.Number(lead.Threshold, 3),
                locale.Number(lead.PulseWidth, 2),
                locale.Number(lead.Sensing, 1),
                locale.Number(lead.Amplitude, 2),
                locale.Number(lead.AmplitudePulseWidth, 2),
            ]);
        }

        return new AuroraTable("tbl-leads", "Leads",
            ["Lead", locale.KiloOhm ? "Impedance (kΩ)" : "Impedance (Ω)", "Threshold (V)", "Threshold pulse width (ms)", "Sensing (mV)", "Programmed amplitude (V)", "Programmed pulse width (ms)"], rows);
    }

    private static AuroraTable Episodes(Report report, AuroraLocale locale) => new("tbl-episodes", "Episodes",
        ["No.", "Type", "Onset", "Duration (s)", "Ventricular rate (/min)", "Atrial rate (/min)", "ATP", "Shocks", "Result"],
        [.. report.Episodes.Reverse().Select(e => new[]
        {
            e.Number.ToString(), TypeOf(e.Kind), locale.Time(e.Onset), locale.Number(e.Duration, e.Kind == EventKind.Pause ? 1 : 0), locale.Number(e.VentricularRate), locale.Number(e.AtrialRate),
            locale.Number(e.Atp), locale.Number(e.Shocks), e.Successful is { } won ? (won ? "Successful" : "Unsuccessful") : AuroraPage.Absent,
        })], "No episodes");

    private static string TypeOf(EventKind kind) => kind switch
    {
        EventKind.Vt => "VT",
        EventKind.Vf => "VF",
        EventKind.Nsvt => "NSVT",
        EventKind.AtAf => "AT/AF",
        EventKind.Svt => "SVT",
        EventKind.Pause => "Pause",
        EventKind.Brady => "Brady",
        EventKind.DeviceReset => "Device reset",
        _ => "Patient activated",
    };

    private static AuroraTable Therapies(TherapyReading therapy, AuroraLocale locale, string measured) => new("tbl-therapies", "Therapies", Parameters,
    [
        ["Ventricular therapies", therapy.On ? "On" : "Off", AuroraPage.Absent, measured],
        ["Shocks since last session", locale.Number(therapy.ShocksSince), AuroraPage.Absent, measured],
        ["Shocks total", locale.Number(therapy.ShocksTotal), AuroraPage.Absent, measured],
        ["ATP since last session", locale.Number(therapy.AtpSince), AuroraPage.Absent, measured],
        ["ATP total", locale.Number(therapy.AtpTotal), AuroraPage.Absent, measured],
    ]);

    private static AuroraTable Statistics(StatisticsReading s, DeviceFamily family, AuroraLocale locale, string measured)
    {
        List<string[]> rows =
        [
            ["AT/AF burden", locale.Number(s.AtrialBurden, 1), "%", measured],
            ["Mean ventricular rate", locale.Number(s.VentricularRate), "/min", measured],
        ];
        if (family.Resynchronises())
            rows.Add(["Biventricular pacing", locale.Number(s.BiventricularPacing, 1), "%", measured]);
        if (family.Paces())
        {
            rows.Add(["Atrial pacing", locale.Number(s.AtrialPacing), s.AtrialPacing is null ? AuroraPage.Absent : "%", measured]);
            rows.Add(["Ventricular pacing", locale.Number(s.VentricularPacing), "%", measured]);
        }

        if (family.Defibrillates())
            rows.Add(["Fluid index", locale.Number(s.FluidIndex), "Ω·d", measured]);
        return new AuroraTable("tbl-statistics", "Statistics", Parameters, rows);
    }
}
