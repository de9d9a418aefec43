using System.Buffers;
using System.Text.Json;
using VendorSim.Population;

namespace VendorSim.Borealis;

/// <summary>Writes transmissions as the API's JSON; absent values are absent properties.</summary>
internal static class BorealisJson
{
    private static readonly string[] Chambers = ["RA", "RV", "LV"];

    public static ReadOnlyMemory<byte> Page(SimPatient patient, ReadOnlySpan<Report> reports, string? next, int total)
    {
        var buffer = new ArrayBufferWriter<byte>(2_048);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartObject("patient");
        json.WriteString("ref", patient.PortalRef);
        json.WriteString("displayName", $"{patient.GivenName} {patient.FamilyName}");
        json.WriteEndObject();
        json.WriteStartObject("device");
        json.WriteString("manufacturer", "Borealis Rhythm");
        json.WriteString("model", patient.Device.Model);
        json.WriteString("family", Family(patient.Device.Family));
        json.WriteString("serial", patient.Device.Serial);
        json.WriteString("implantedOn", patient.Device.Implanted.ToString("yyyy-MM-dd"));
        json.WriteEndObject();
        json.WriteStartArray("transmissions");
        foreach (var report in reports)
            Transmission(json, patient, report);
        json.WriteEndArray();
        json.WriteString("next", next);
        json.WriteNumber("total", total);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ");

    private static string Family(DeviceFamily family) => family switch
    {
        DeviceFamily.Pacemaker => "PM",
        DeviceFamily.LoopRecorder => "ILR",
        _ => family.Label(),
    };

    private static void Transmission(Utf8JsonWriter json, SimPatient patient, Report report)
    {
        json.WriteStartObject();
        json.WriteString("id", report.IdFor(patient));
        json.WriteString("kind", report.Reason switch { ReportReason.Scheduled => "scheduled", ReportReason.DeviceAlert => "alert", _ => "patient" });
        json.WriteString("sessionAt", Time(report.SessionTime));
        json.WriteString("receivedAt", Time(report.AppearsAt));
        json.WriteStartObject("battery");
        json.WriteString("status", report.Battery.Status);
        Quantity(json, "voltage", report.Battery.Voltage, "V");
        Quantity(json, "longevity", report.Battery.LongevityMonths, "mo");
        Quantity(json, "remaining", report.Battery.RemainingPercent, "%");
        Quantity(json, "chargeTime", report.Battery.ChargeTime, "s");
        json.WriteEndObject();
        if (patient.Device.Family.Paces())
            Leads(json, report);
        if (report.ShockLead is { } shock)
        {
            json.WriteStartObject("highVoltageLead");
            Quantity(json, "impedance", shock.Impedance, "Ohm");
            json.WriteString("status", shock.Normal ? "normal" : "check-lead");
            json.WriteEndObject();
        }

        json.WriteStartObject("settings");
        if (report.PacingMode is not null)
            json.WriteString("pacingMode", report.PacingMode);
        Quantity(json, "lowerRate", report.LowerRate, "/min");
        if (report.Therapy is { } tachy)
            json.WriteString("ventricularTherapies", tachy.On ? "on" : "off");
        json.WriteEndObject();
        json.WriteStartObject("statistics");
        Quantity(json, "atrialBurden", report.Statistics.AtrialBurden, "%");
        Quantity(json, "meanVentricularRate", report.Statistics.VentricularRate, "/min");
        Quantity(json, "biventricularPacing", report.Statistics.BiventricularPacing, "%");
        Quantity(json, "atrialPacing", report.Statistics.AtrialPacing, "%");
        Quantity(json, "ventricularPacing", report.Statistics.VentricularPacing, "%");
        Quantity(json, "fluidIndex", report.Statistics.FluidIndex, "Ohm.d");
        json.WriteEndObject();
        if (report.Therapy is { } therapy)
        {
            json.WriteStartObject("therapies");
            json.WriteNumber("shocksSinceLast", therapy.ShocksSince);
            json.WriteNumber("shocksTotal", therapy.ShocksTotal);
            json.WriteNumber("atpSinceLast", therapy.AtpSince);
            json.WriteNumber("atpTotal", therapy.AtpTotal);
            json.WriteEndObject();
        }

        Episodes(json, report);
        json.WriteStartArray("alerts");
        foreach (var alert in report.Alerts)
        {
            json.WriteStartObject();
            json.WriteString("code", $"B-{alert.Code}");
            json.WriteString("text", alert.Text);
            json.WriteString("severity", alert.Severity.ToLowerInvariant());
            json.WriteString("raisedAt", Time(alert.At));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Leads(Utf8JsonWriter json, Report report)
    {
        json.WriteStartArray("leads");
        for (var channel = 0; channel < 3; channel++)
        {
            if (report.Leads[channel] is not { } lead)
                continue;
            json.WriteStartObject();
            json.WriteString("chamber", Chambers[channel]);
            Quantity(json, "impedance", lead.Impedance, "Ohm");
            Quantity(json, "threshold", lead.Threshold, "V");
            Quantity(json, "thresholdPulseWidth", lead.PulseWidth, "ms");
            Quantity(json, "sensing", lead.Sensing, "mV");
            Quantity(json, "programmedAmplitude", lead.Amplitude, "V");
            Quantity(json, "programmedPulseWidth", lead.AmplitudePulseWidth, "ms");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Episodes(Utf8JsonWriter json, Report report)
    {
        json.WriteStartArray("episodes");
        foreach (var episode in report.Episodes)
        {
            json.WriteStartObject();
            json.WriteNumber("number", episode.Number);
            json.WriteString("type", episode.Kind switch
            {
                EventKind.AtAf => "AT_AF",
                EventKind.DeviceReset => "RESET",
                _ => episode.Kind.ToString().ToUpperInvariant(),
            });
            json.WriteString("startedAt", Time(episode.Onset));
            Number(json, "durationSeconds", episode.Duration);
            Number(json, "ventricularRate", episode.VentricularRate);
            Number(json, "atrialRate", episode.AtrialRate);
            Number(json, "atpSequences", episode.Atp);
            Number(json, "shocks", episode.Shocks);
            if (episode.Successful is { } won)
                json.WriteString("outcome", won ? "successful" : "unsuccessful");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is not null)
            json.WriteNumber(name, value.Value);
    }

    private static void Quantity(Utf8JsonWriter json, string name, double? value, string unit)
    {
        if (value is null)
            return;
        json.WriteStartObject(name);
        json.WriteNumber("value", value.Value);
        json.WriteString("unit", unit);
        json.WriteEndObject();
    }
}
