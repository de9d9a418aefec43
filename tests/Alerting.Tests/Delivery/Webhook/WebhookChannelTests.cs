using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VectorCare.Alerting.Clinics;
using VectorCare.Alerting.Delivery;
using VectorCare.Alerting.Delivery.Webhook;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Tests.Delivery.Webhook;

public sealed class WebhookChannelTests
{
    private static readonly ClinicChannels Route = new([], "clinics/clinic-01", TimeZoneInfo.Utc, WebhookSecret: "webhook-clinic-01");
    private static readonly AlertMessage Message = new(
        "alert-x-VT-01-1", "alert-x-VT-01-1:0", "VT-01", "1.0.0", "Fast *tachycardia*", "Look", AlertSeverity.Red, "clinic-01", "aurora",
        DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, [new AlertEvidence("Rate", "200 /min", "> 180 /min", null)],
        new AlertActions(new Uri("http://alerts.example/l/a"), new Uri("http://alerts.example/l/b")));

    private readonly World _world = new();

    [Fact]
    public async Task Send_ClinicWithAKey_SignsTimeAndBody()
    {
        var key = _world.Keys.Keys["webhook-clinic-01"] = RandomNumberGenerator.GetBytes(32);
        Assert.Equal(DeliveryResult.Accepted, await Channel().SendAsync(Message, Route, default, CancellationToken.None));
        var sent = Assert.Single(_world.Sent);
        var stamp = _world.Time.GetUtcNow().ToUnixTimeSeconds();
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{stamp}.{sent.Body}")));
        Assert.Equal($"t={stamp},v1={expected}", sent.Metadata["VectorCare-Signature"]);
        Assert.Equal(Message.DeliveryKey, sent.Metadata["Idempotency-Key"]);
    }

    [Fact]
    public async Task Send_KeyIsMissing_SendsNothing()
    {
        Assert.Equal(DeliveryResult.Transient, await Channel().SendAsync(Message, Route, default, CancellationToken.None));
        Assert.Empty(_world.Sent);
        Assert.Equal(DeliveryResult.Accepted, await Channel().SendAsync(Message, Route with { WebhookSecret = null }, default, CancellationToken.None));
        Assert.DoesNotContain("VectorCare-Signature", Assert.Single(_world.Sent).Metadata.Keys);
    }

    [Fact]
    public async Task Send_JsonToAClinicThatAllowsNoValues_CarriesNone()
    {
        var route = Route with { WebhookSecret = null, ShowsValues = false };
        await Channel().SendAsync(Message, route, default, CancellationToken.None);
        await Channel().SendAsync(new Digest("digest-1", "clinic-01", [Message]), route, default, CancellationToken.None);
        await Channel().SendAsync(Message, route with { ShowsValues = true }, default, CancellationToken.None);
        Assert.Equal([false, false, true], _world.Sent.Select(s => s.Body.Contains("200 /min", StringComparison.Ordinal)));
    }

    [Fact]
    public void Of_Slack_IsAMessageWithBlocks()
    {
        var root = Card(WebhookShape.Slack, [Message]);
        Assert.Equal("Title", root.GetProperty("text").GetString());
        Assert.Equal(["header", "section", "actions", "context"], root.GetProperty("blocks").EnumerateArray().Select(b => b.GetProperty("type").GetString()));
        // Text of others is never read as markup.
        Assert.Equal("plain_text", root.GetProperty("blocks")[1].GetProperty("text").GetProperty("type").GetString());
        Assert.Equal("http://alerts.example/l/a", root.GetProperty("blocks")[2].GetProperty("elements")[0].GetProperty("url").GetString());
        Assert.InRange(Card(WebhookShape.Slack, [.. Enumerable.Repeat(Message, 100)]).GetProperty("blocks").GetArrayLength(), 40, 50);
    }

    [Fact]
    public void Of_Teams_IsAnAdaptiveCard()
    {
        var attachment = Card(WebhookShape.Teams, [Message]).GetProperty("attachments")[0];
        Assert.Equal("application/vnd.microsoft.card.adaptive", attachment.GetProperty("contentType").GetString());
        Assert.Equal(["TextBlock", "TextBlock", "ActionSet", "TextBlock"], attachment.GetProperty("content").GetProperty("body").EnumerateArray().Select(b => b.GetProperty("type").GetString()));
        Assert.Contains("key-1", attachment.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("200 /min", attachment.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("200 /min", Encoding.UTF8.GetString(WebhookCard.Of(WebhookShape.Teams, "Title", "key-1", [Message], showsValues: false)), StringComparison.Ordinal);
    }

    private static JsonElement Card(WebhookShape shape, AlertMessage[] alerts) => JsonSerializer.Deserialize<JsonElement>(WebhookCard.Of(shape, "Title", "key-1", alerts, showsValues: true));

    private WebhookChannel Channel() => new(_world.Start().Providers, _world.Keys, _world.Time);
}
