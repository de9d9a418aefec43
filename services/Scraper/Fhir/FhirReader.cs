using System.Text.Json;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Idco;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Fhir;

/// <summary>Reads IDCO and connectivity observations of the CardX-CIED guide, with the devices and the patient beside them. By the elements themselves and not by a library's classes: R4 and R5 write those that are read alike, but for an array, and what is not known must be seen to be told.</summary>
/// <param name="defaultOffset">Offset of dates.</param>
internal sealed class FhirReader(TimeSpan defaultOffset)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>Reads an answer.</summary>
    /// <param name="json">Its bytes.</param>
    /// <param name="patient">Whom it must be about.</param>
    public FhirPage Read(ReadOnlyMemory<byte> json, FhirPatient patient)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return Read(document.RootElement, patient);
        }
        catch (FhirRefusedException refused)
        {
            return FhirPage.Refused(refused.Page);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Texts that are no Unicode show only when they are asked for.
            return FhirPage.Refused(ParsedPage.Failed("malformed-json"));
        }
    }

    private FhirPage Read(JsonElement root, FhirPatient patient)
    {
        var notUnderstood = new List<NotUnderstood>();
        var resources = new FhirResources(root, notUnderstood);
        new FhirIdentity(patient, resources).Check();
        var devices = new FhirDevices(resources);
        var transmissions = new List<ParsedTransmission>();
        var connectivity = new List<DeviceConnectivity>();
        foreach (var observation in resources.All.Where(r => r.Type == "Observation"))
        {
            var codes = observation.Json.Codings("code").ToList();
            if (Withheld(observation) is { } why)
                notUnderstood.Add(new NotUnderstood(observation.Of("status"), null, why));
            else if (observation.Json.HasProfile("IdcoObservation") || codes.Exists(c => c is { System: FhirElement.Nomenclature, Code: "720908" }))
                transmissions.Add(Transmission(observation, devices));
            else if (codes.Exists(c => c is { System: FhirElement.CardX, Code: "observation-cied-connectivity" }))
                connectivity.AddRange(new ConnectivityReader(devices, defaultOffset).Read(observation, notUnderstood) is { } standing ? [standing] : []);
            else
                notUnderstood.Add(new NotUnderstood(observation.Of("code"), codes.FirstOrDefault().Code is { Length: <= 128 } code ? code : null, "unknown-observation"));
        }

        return new FhirPage(ParsedPage.Of(transmissions), connectivity, notUnderstood, resources.Next);
    }

    /// <summary>Why an observation does not count, or not yet.</summary>
    private static string? Withheld(FhirResource observation) => observation.Json.Text("status") switch
    {
        "final" or "amended" or "corrected" => null,
        "registered" or "preliminary" => "not-final",
        "entered-in-error" or "cancelled" => "withdrawn",
        _ => "unknown-status",
    };

    private ParsedTransmission Transmission(FhirResource observation, FhirDevices devices)
    {
        var reader = new FhirObservationReader(defaultOffset);
        reader.Read(observation);
        if ((TransmissionReader.SessionTime(reader.Observations) ?? Time(observation.Json, "effectiveDateTime") ?? Time(observation.Json, "effectiveInstant")) is not { } session)
            throw new FhirRefusedException(ParsedPage.Failed("no-session-time"));
        if (reader.Observations.Count == 0)
            throw new FhirRefusedException(ParsedPage.Failed("no-observations"));
        var arrived = Time(observation.Json, "issued") ?? (observation.Json.Get("meta") is { } meta ? Time(meta, "lastUpdated") : null) ?? session;
        var transmission = new TransmissionReader(session, reader.NotUnderstood).Read(reader.Observations, observation.Id!, arrived);
        return transmission with { Device = FhirDevices.Joined(transmission.Device, devices.Of(observation)) };
    }

    private DateTimeOffset? Time(JsonElement element, string name) => FhirTime.Parse(element.Text(name), defaultOffset);
}
