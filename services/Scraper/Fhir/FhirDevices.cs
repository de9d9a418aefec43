using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Idco;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Fhir;

/// <summary>Finds the implanted device of an observation. A home monitor is a device too, and stands beside it.</summary>
internal sealed class FhirDevices(FhirResources resources)
{
    /// <summary>The implanted device; null where the answer does not have it.</summary>
    public ParsedDevice? Of(FhirResource observation)
    {
        var implant = observation.Json.Extension("cied-device-extension")?.Get("valueReference") ?? observation.Json.Get("device");
        return implant is { } named && resources.Find(observation, named.Text("reference")) is { Type: "Device" } device && !device.Json.HasProfile("cied-monitor") ? Read(device) : null;
    }

    /// <summary>What the terms of a transmission say, and beside them what the device's resource says.</summary>
    /// <exception cref="FhirRefusedException">They are two devices.</exception>
    public static ParsedDevice Joined(ParsedDevice terms, ParsedDevice? resource)
    {
        if (resource is null)
            return terms;
        if (terms.Serial is not null && resource.Serial is not null && terms.Serial != resource.Serial)
            throw new FhirRefusedException(ParsedPage.Suspicious("wrong-device"));
        return new ParsedDevice(terms.Manufacturer ?? resource.Manufacturer, terms.Model ?? resource.Model, terms.Serial ?? resource.Serial, terms.Kind == DeviceKind.Unknown ? resource.Kind : terms.Kind);
    }

    private static ParsedDevice Read(FhirResource device)
    {
        var (_, code, display) = device.Json.Codings("type").FirstOrDefault(c => c.System == FhirElement.Nomenclature);
        return new ParsedDevice(device.Json.Text("manufacturer"), device.Json.Text("modelNumber"), device.Json.Text("serialNumber"), EnumerationNames.Device(code, display));
    }
}
