using System.Text;
using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Validation;
using VectorCare.Alerting.Clinics;
using VectorCare.Alerting.Delivery;
using VectorCare.Alerting.Delivery.Fhir;
using VectorCare.Contracts.Messages;
using Task = System.Threading.Tasks.Task;

namespace VectorCare.Alerting.Tests.Delivery.Fhir;

public sealed class FhirChannelTests
{
    private const string Taken = """{"resourceType":"Bundle","type":"transaction-response","entry":[{"response":{"status":"201 Created"}},{"response":{"status":"200 OK"}}]}""";

    private static readonly ClinicChannels Route = new([], null, TimeZoneInfo.Utc) { Fhir = "clinic-01/r4" };
    private static readonly string AlertId = $"alert-{Build.Patient:D}-VT-01-1";
    private static readonly AlertMessage Message = new(
        AlertId, AlertId + ":0", "VT-01", "1.0.0", "Fast tachycardia", "Look", AlertSeverity.Red, "clinic-01", "aurora",
        DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(1), [new AlertEvidence("Rate", "200 /min", "> 180 /min", null)]);

    private readonly World _world = new() { Answer = _ => new BindingReply(DeliveryResult.Accepted, 200, Encoding.UTF8.GetBytes(Taken)) };

    [Fact]
    public async Task Send_Alert_IsAValidTransactionOfConditionalCreates()
    {
        var channel = new FhirChannel(_world.Start().Providers);
        Assert.Equal(DeliveryResult.Accepted, await channel.SendAsync(Message, Route, default, CancellationToken.None));
        var sent = Assert.Single(_world.Sent);
        Assert.Equal(("fhir", "clinic-01/r4", "application/fhir+json"), (sent.Binding, sent.Metadata["path"], sent.Metadata["Content-Type"]));

        // The library's own parser and validator: what is not R4 does not come through.
        var bundle = JsonSerializer.Deserialize<Bundle>(sent.Body, new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector))!;
        Assert.Empty(bundle.Validate(ModelInfo.ModelInspector));
        Assert.Equal(Bundle.BundleType.Transaction, bundle.Type);
        Assert.Equal([$"identifier=urn%3Avectorcare%3Aalert%7C{AlertId}", $"identifier=urn%3Avectorcare%3Adelivery%7C{AlertId}%3A0"], bundle.Entry.Select(e => e.Request!.IfNoneExist));
        var issue = Assert.IsType<DetectedIssue>(bundle.Entry[0].Resource);
        Assert.Equal((DetectedIssue.DetectedIssueSeverity.High, Build.Patient.ToString("D")), (issue.Severity, issue.Patient!.Identifier!.Value));
        Assert.Contains("200 /min", issue.Evidence.Single().Code.Single().Text, StringComparison.Ordinal);
        var communication = Assert.IsType<Communication>(bundle.Entry[1].Resource);
        Assert.Equal((RequestPriority.Stat, bundle.Entry[0].FullUrl), (communication.Priority, communication.About.Single().Reference));
    }

    [Fact]
    public async Task Send_ClinicThatAllowsNoValues_CarriesNone()
    {
        await new FhirChannel(_world.Start().Providers).SendAsync(new Digest("digest-1", "clinic-01", [Message, Message]), Route with { ShowsValues = false }, default, CancellationToken.None);
        var sent = Assert.Single(_world.Sent).Body;
        Assert.DoesNotContain("200 /min", sent, StringComparison.Ordinal);
        Assert.Equal(5, sent.Split("\"resource\":").Length);
    }

    [Theory]
    [InlineData(200, Taken, nameof(DeliveryResult.Accepted))]
    [InlineData(200, "", nameof(DeliveryResult.Unknown))]
    [InlineData(200, """{"resourceType":"Bundle","type":"transaction-response","entry":[{"response":{"status":"422"}}]}""", nameof(DeliveryResult.Rejected))]
    [InlineData(200, """{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"invalid"}]}""", nameof(DeliveryResult.Rejected))]
    [InlineData(200, "<html>Sign in</html>", nameof(DeliveryResult.Rejected))]
    [InlineData(412, "", nameof(DeliveryResult.Rejected))]
    [InlineData(429, "", nameof(DeliveryResult.Transient))]
    [InlineData(503, "", nameof(DeliveryResult.Transient))]
    public void Judge_AnswerOfARecordSystem_ByItsClass(int status, string body, string expected) =>
        Assert.Equal(expected, FhirChannel.Judge(status, Encoding.UTF8.GetBytes(body)).ToString());
}
