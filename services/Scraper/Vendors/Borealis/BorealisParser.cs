using System.Text.Json;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Idco;

namespace VectorCare.Scraper.Vendors.Borealis;

/// <summary>Reads the JSON of a Borealis answer. Absent properties are absent values; unknown words and units are reported.</summary>
internal static class BorealisParser
{
    /// <summary>Reads a page.</summary>
    /// <param name="body">The JSON.</param>
    /// <param name="portalRef">Whose page it must be.</param>
    /// <param name="renamed">New names of properties, each with the name that is known; null for none.</param>
    /// <returns>What it says, and the path of the next page or null.</returns>
    public static (ParsedPage Page, string? Next) Parse(ReadOnlySpan<byte> body, string portalRef, IReadOnlyDictionary<string, string>? renamed = null)
    {
        BorealisPage? page;
        try
        {
            page = renamed is null ? JsonSerializer.Deserialize(body, BorealisContext.Default.BorealisPage) : JsonSerializer.Deserialize(JsonNames.Restore(body, renamed), BorealisContext.Default.BorealisPage);
        }
        catch (JsonException)
        {
            return (ParsedPage.Failed("malformed-json"), null);
        }

        if (page is null)
            return (ParsedPage.Failed("malformed-json"), null);
        if (page.Patient.Ref != portalRef)
            return (ParsedPage.Suspicious("wrong-patient"), null);
        if (page.Device is null && page.Transmissions.Count > 0)
            return (ParsedPage.Failed("no-device"), null);
        return (ParsedPage.Of([.. page.Transmissions.Select(t => Transmission(page.Device!, t))]), page.Next);
    }

    private static ParsedTransmission Transmission(BorealisDevice device, BorealisTransmission t)
    {
        var values = new BorealisValues(t.SessionAt);
        foreach (var name in t.Others?.Keys ?? Enumerable.Empty<string>())
            values.NotUnderstood.Add(new NotUnderstood("transmission", name, "unknown-property"));
        values.Battery(t.Battery);
        foreach (var lead in t.Leads ?? [])
            values.Lead(lead);
        values.HighVoltage(t.HighVoltageLead);
        values.Settings(t.Settings);
        values.Statistics(t.Statistics);
        values.Therapies(t.Therapies);
        return new ParsedTransmission(
            t.Id,
            t.ReceivedAt,
            t.SessionAt,
            new ParsedDevice(device.Manufacturer, device.Model, device.Serial, device.Family is null ? DeviceKind.Unknown : EnumerationNames.Device(device.Family, null)),
            values.Measurements,
            [.. t.Episodes.Select(values.Episode)],
            [.. t.Alerts.Select(a => new VendorAlert(a.Code, a.Text, a.Severity, a.RaisedAt))],
            values.NotUnderstood);
    }
}
