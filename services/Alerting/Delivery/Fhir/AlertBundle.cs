using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using VectorCare.Alerting.Files;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Delivery.Fhir;

/// <summary>Alerts as a FHIR R4 transaction: a DetectedIssue for the alert, a Communication for the page. Both are created only where their identifier is not there yet, so that a copy changes nothing.</summary>
internal static class AlertBundle
{
    /// <summary>System of alert ids.</summary>
    public const string AlertSystem = "urn:vectorcare:alert";

    /// <summary>System of delivery keys.</summary>
    public const string DeliverySystem = "urn:vectorcare:delivery";

    /// <summary>System of internal patient ids; the record system knows which of its patients that is.</summary>
    public const string PatientSystem = "urn:vectorcare:patient";

    private static readonly JsonSerializerOptions Json = new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector);

    /// <summary>The transaction of some alerts, as JSON.</summary>
    public static byte[] Of(IReadOnlyList<AlertMessage> alerts, bool showsValues) =>
        JsonSerializer.SerializeToUtf8Bytes(new Bundle { Type = Bundle.BundleType.Transaction, Entry = [.. alerts.SelectMany(a => Entries(a, showsValues))] }, Json);

    /// <summary>Whether an answer says that every part was taken or was there.</summary>
    public static bool? Taken(ReadOnlySpan<byte> answer)
    {
        if (answer.IsEmpty)
            return null;
        try
        {
            return JsonSerializer.Deserialize<Resource>(answer, Json) is Bundle { Type: Bundle.BundleType.TransactionResponse } bundle && bundle.Entry.TrueForAll(e => e.Response?.Status?.StartsWith('2') == true);
        }
        catch (Exception error) when (error is JsonException or DeserializationFailedException)
        {
            return false;
        }
    }

    private static IEnumerable<Bundle.EntryComponent> Entries(AlertMessage alert, bool showsValues)
    {
        var subject = Guid.TryParse(AlertIds.SubjectOf(alert.AlertId), out var patient) ? new ResourceReference { Type = "Patient", Identifier = new Identifier(PatientSystem, patient.ToString("D")) } : null;
        var issue = new DetectedIssue
        {
            Identifier = [new Identifier(AlertSystem, alert.AlertId)],
            Status = ObservationStatus.Final,
            Code = new CodeableConcept("urn:vectorcare:rule", alert.Rule, alert.Title, alert.Title),
            Severity = alert.Severity == AlertSeverity.Red ? DetectedIssue.DetectedIssueSeverity.High : DetectedIssue.DetectedIssueSeverity.Moderate,
            Patient = subject,
            Identified = new FhirDateTime(alert.DeviceTime),
            Detail = alert.Rationale,
            Evidence = showsValues ? [.. alert.Evidence.Select(e => new DetectedIssue.EvidenceComponent { Code = [new CodeableConcept { Text = $"{e.What}: {e.Value} (limit {e.Limit ?? "none"})" }] })] : [],
        };
        var place = $"urn:uuid:{Guid.NewGuid():D}";
        var communication = new Communication
        {
            Identifier = [new Identifier(DeliverySystem, alert.DeliveryKey)],
            Status = EventStatus.Completed,
            Category = [new CodeableConcept("http://terminology.hl7.org/CodeSystem/communication-category", "alert")],
            Priority = alert.Severity == AlertSeverity.Red ? RequestPriority.Stat : RequestPriority.Routine,
            Subject = subject,
            About = [new ResourceReference(place)],
            Sent = alert.SeenAt.ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture),
            Payload = [new Communication.PayloadComponent { Content = new FhirString($"{alert.Severity} alert {alert.Rule} {alert.Title}: {alert.Rationale}") }],
        };
        yield return Entry(issue, place, AlertSystem, alert.AlertId);
        yield return Entry(communication, $"urn:uuid:{Guid.NewGuid():D}", DeliverySystem, alert.DeliveryKey);
    }

    private static Bundle.EntryComponent Entry(Resource resource, string place, string system, string value) => new()
    {
        FullUrl = place,
        Resource = resource,
        Request = new Bundle.RequestComponent { Method = Bundle.HTTPVerb.POST, Url = resource.TypeName, IfNoneExist = $"identifier={Uri.EscapeDataString($"{system}|{value}")}" },
    };
}
