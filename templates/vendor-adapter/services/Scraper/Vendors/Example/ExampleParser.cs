using System.Text.Json;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Idco;

namespace VectorCare.Scraper.Vendors.Example;

/// <summary>Reads a page of Example. Absent properties are absent values; unknown words and units are reported.</summary>
internal static class ExampleParser
{
    /// <summary>Reads a page.</summary>
    /// <param name="body">The JSON.</param>
    /// <param name="portalRef">Whose page it must be.</param>
    /// <param name="renamed">New names of properties, each with the name that is known; null for none.</param>
    public static ParsedPage Parse(ReadOnlySpan<byte> body, string portalRef, IReadOnlyDictionary<string, string>? renamed = null)
    {
        try
        {
            var page = JsonSerializer.Deserialize(renamed is null ? body : JsonNames.Restore(body, renamed), ExampleContext.Default.ExamplePage);
            if (page is null)
                return ParsedPage.Failed("malformed-json");
            return page.Patient == portalRef ? ParsedPage.Of([.. page.Reports.Select(r => Transmission(page.Device, r))]) : ParsedPage.Suspicious("wrong-patient");
        }
        catch (JsonException)
        {
            return ParsedPage.Failed("malformed-json");
        }
    }

    private static ParsedTransmission Transmission(ExampleDevice device, ExampleReport report)
    {
        var measurements = new List<Measurement>();
        var notUnderstood = new List<NotUnderstood>();
        Number("batteryVoltage", PortalTerms.BatteryVoltage, report.BatteryVoltage);
        Number("lowerRate", PortalTerms.LowerRate, report.LowerRate);
        if (report.BatteryStatus is { } status)
        {
            if (PortalTerms.Coded(PortalTerms.BatteryStatus, status, report.Session) is { } coded)
                measurements.Add(coded);
            else
                notUnderstood.Add(new NotUnderstood("batteryStatus", status, "unknown-enum"));
        }

        return new ParsedTransmission(
            report.Id, report.Received, report.Session,
            new ParsedDevice("Example", device.Model, device.Serial, EnumerationNames.Device(device.Type, null)),
            measurements, [], [], notUnderstood);

        void Number(string where, int code, ExampleQuantity? quantity)
        {
            if (quantity is null)
                return;
            if (PortalTerms.Number(code, quantity.Value, quantity.Unit, report.Session) is { } measurement)
                measurements.Add(measurement);
            else
                notUnderstood.Add(new NotUnderstood(where, quantity.Unit, quantity.Unit is null ? "missing-unit" : "unknown-unit"));
        }
    }
}
