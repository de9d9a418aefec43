using System.Text;
using Dapr;
using Grpc.Core;
using VectorCare.Alerting.Clinics;
using VectorCare.Alerting.Delivery;
using VectorCare.Alerting.Delivery.Mail;
using VectorCare.Alerting.Delivery.Webhook;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Tests.Delivery;

public sealed class ChannelTests
{
    [Fact]
    public void Html_ClinicThatAllowsNoValues_TellsTheRuleOnly()
    {
        var route = new ClinicChannels([], null, TimeZoneInfo.Utc, ShowsValues: false);
        var digest = new Digest("digest-clinic-01-1", "clinic-01", [Message, Message]);
        Assert.All([MailText.Html(Message, route), DigestText.Html(digest, route)], html =>
        {
            Assert.DoesNotContain("200 /min", html, StringComparison.Ordinal);
            Assert.Contains("Fast &lt;tachycardia&gt;", html, StringComparison.Ordinal);
        });
        Assert.Contains("200 /min", DigestText.Html(digest, route with { ShowsValues = true }), StringComparison.Ordinal);
        Assert.Equal("[YELLOW] 2 yellow alerts - clinic-01 [digest-clinic-01-1]", DigestText.Subject(digest));
    }

    private static readonly AlertMessage Message = new(
        "alert-x-VT-01-1", "alert-x-VT-01-1:0", "VT-01", "1.0.0", "Fast <tachycardia>", "Look & act", AlertSeverity.Red, "clinic-01", "aurora",
        new DateTimeOffset(2025, 6, 1, 10, 0, 0, TimeSpan.Zero), new DateTimeOffset(2025, 6, 1, 10, 5, 0, TimeSpan.Zero), [new AlertEvidence("Rate", "200 /min", "> 180 /min (default)", null)]);

    [Theory]
    [InlineData(200, "", nameof(DeliveryResult.Accepted))]
    [InlineData(202, "1", nameof(DeliveryResult.Accepted))]
    [InlineData(200, "ok", nameof(DeliveryResult.Accepted))]
    [InlineData(200, """{"ok":true}""", nameof(DeliveryResult.Accepted))]
    [InlineData(200, """{"ok":false,"error":"invalid_payload"}""", nameof(DeliveryResult.Rejected))]
    [InlineData(200, """{"error":{"code":17}}""", nameof(DeliveryResult.Rejected))]
    [InlineData(200, "Webhook message delivery failed with error: HTTP 413", nameof(DeliveryResult.Rejected))]
    [InlineData(200, "<html>Sign in</html>", nameof(DeliveryResult.Rejected))]
    [InlineData(404, "", nameof(DeliveryResult.Rejected))]
    [InlineData(429, "", nameof(DeliveryResult.Transient))]
    [InlineData(503, "", nameof(DeliveryResult.Transient))]
    public void Judge_AnswerOfAWebhook_IsTakenForWhatItIs(int status, string body, string expected) =>
        Assert.Equal(expected, WebhookChannel.Judge(status, Encoding.UTF8.GetBytes(body)).ToString());

    [Theory]
    [InlineData(StatusCode.Internal, nameof(DeliveryResult.Transient))]
    [InlineData(StatusCode.Unavailable, nameof(DeliveryResult.Transient))]
    [InlineData(StatusCode.InvalidArgument, nameof(DeliveryResult.Rejected))]
    [InlineData(StatusCode.DeadlineExceeded, nameof(DeliveryResult.Unknown))]
    public void Classify_FailureOfTheSidecar_ByStatus(StatusCode status, string expected) =>
        Assert.Equal(expected, DaprBinding.Classify(new DaprException("x", new RpcException(new Status(status, "any wording")))).ToString());

    [Fact]
    public void Html_Alert_IsEscapedAndReadableInOrder()
    {
        var html = MailText.Html(Message, new ClinicChannels([], null, TimeZoneInfo.Utc));
        Assert.Contains("<html lang=\"en\">", html, StringComparison.Ordinal);
        Assert.Contains("Fast &lt;tachycardia&gt;", html, StringComparison.Ordinal);
        Assert.Contains("Look &amp; act", html, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"col\">Value</th>", html, StringComparison.Ordinal);
        Assert.Contains("alert-x-VT-01-1:0", html, StringComparison.Ordinal);
        Assert.Contains("<dt>First seen</dt> <dd><time datetime=\"2025-06-01T10:05:00Z\">2025-06-01 10:05:00 +00:00</time></dd>", html, StringComparison.Ordinal);
        Assert.EndsWith("[alert-x-VT-01-1:0]", MailText.Subject(Message), StringComparison.Ordinal);
    }
}
