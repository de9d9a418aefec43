using System.Text;
using System.Text.Json;
using LocalDapr.PubSub;
using LocalDapr.PubSub.Publishing;
using Microsoft.Extensions.Time.Testing;

namespace LocalDapr.Tests.PubSub.Publishing;

public sealed class CloudEventsTests
{
    private static readonly EventTrace Trace = new("00-c0ffee00000000000000000000000001-b7ad6b7169203331-01", "vendor=1");
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 600, TimeSpan.Zero));

    [Theory]
    [InlineData("application/json", """{"n":1}""", "data", """{"n":1}""")]
    [InlineData("application/json; charset=utf-8", """{"b":1,"a":[{"d":1,"c":2}]}""", "data", """{"a":[{"c":2,"d":1}],"b":1}""")]
    [InlineData("application/json", """{"a":""", "data", "\"{\\\"a\\\":\"")]
    [InlineData("application/json", "", "data", "\"\"")]
    [InlineData("application/json", "12345678901234567", "data", "12345678901234567")]
    [InlineData("", """{"n":1}""", "data", "\"{\\\"n\\\":1}\"")]
    [InlineData("application/vnd.vendor+json", """{"n":1}""", "data", "\"{\\\"n\\\":1}\"")]
    [InlineData("application/octet-stream", "hi", "data_base64", "\"aGk=\"")]
    public void Wrap_ContentType_DecidesTheDataField(string contentType, string payload, string field, string expected)
    {
        var envelope = Parse(Wrap(contentType, payload));
        using var wanted = JsonDocument.Parse(expected);
        Assert.Equal(wanted.RootElement.GetRawText(), JsonSerializer.Serialize(envelope.GetProperty(field)).Replace("\\u0022", "\\\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Wrap_Defaults_AreThoseOfDapr()
    {
        var envelope = Parse(Wrap("text/plain", "x"));
        Assert.Equal("data,datacontenttype,id,pubsubname,source,specversion,time,topic,traceid,traceparent,tracestate,type", string.Join(',', envelope.EnumerateObject().Select(p => p.Name)));
        Assert.Equal("app", envelope.GetProperty("source").GetString());
        Assert.Equal("com.dapr.event.sent", envelope.GetProperty("type").GetString());
        Assert.Equal("2026-01-02T03:04:05Z", envelope.GetProperty("time").GetString());
        Assert.Equal(Trace.Parent, envelope.GetProperty("traceid").GetString());
    }

    [Fact]
    public void Wrap_Overrides_AnyCase()
    {
        var envelope = Parse(Wrap("text/plain", "x", ("CloudEvent.ID", "mine"), ("cloudevent.type", "t"), ("cloudevent.subject", "s"), ("cloudevent.custom", "no")));
        Assert.Equal("mine", envelope.GetProperty("id").GetString());
        Assert.Equal("t", envelope.GetProperty("type").GetString());
        Assert.Equal("s", envelope.GetProperty("subject").GetString());
        Assert.False(envelope.TryGetProperty("custom", out _));
    }

    [Theory]
    [InlineData("60", "2026-01-02T03:05:05Z")]
    [InlineData("1m30s", "2026-01-02T03:05:35Z")]
    [InlineData("0", "2026-01-02T03:04:05Z")]
    [InlineData("-1", null)]
    [InlineData("abc", null)]
    public void Wrap_TimeToLive_BecomesExpiration(string ttl, string? expected)
    {
        var published = Wrap("text/plain", "x", ("ttlInSeconds", ttl));
        Assert.Equal(expected, EnvelopeReader.Text(Parse(published), "expiration"));
        Assert.Equal(expected is not null, published.Facts!.Expires is not null);
    }

    [Fact]
    public void Wrap_CloudEvent_KeepsItsFieldsAndIgnoresOverrides()
    {
        var envelope = Parse(Wrap("application/cloudevents+json", """{"data":1,"extra":"kept","topic":"wrong","type":null}""", ("cloudevent.id", "other")));
        Assert.Equal("kept", envelope.GetProperty("extra").GetString());
        Assert.Equal("t", envelope.GetProperty("topic").GetString());
        Assert.Equal("Dapr", envelope.GetProperty("source").GetString());
        Assert.Equal("com.dapr.event.sent", envelope.GetProperty("type").GetString());
        Assert.False(envelope.TryGetProperty("id", out _));
        Assert.False(envelope.TryGetProperty("datacontenttype", out _));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("not json")]
    public void Wrap_NoCloudEvent_IsRefused(string payload) => Assert.ThrowsAny<JsonException>(() => Wrap("application/cloudevents+json", payload));

    [Fact]
    public void FromRaw_Payload_IsWrappedWithoutTimeAndTrace()
    {
        var envelope = Parse(CloudEvents.FromRaw("pubsub", "t", new PubSubEvent("hi"u8.ToArray(), EventMetadata.None)));
        Assert.Equal("data_base64,datacontenttype,id,pubsubname,source,specversion,topic,type", string.Join(',', envelope.EnumerateObject().Select(p => p.Name)));
    }

    private static JsonElement Parse(PubSubEvent published) => JsonSerializer.Deserialize<JsonElement>(published.Data);

    private PubSubEvent Wrap(string contentType, string payload, params (string Name, string Value)[] metadata) =>
        new CloudEvents("app", _clock).Wrap("pubsub", "t", contentType, Encoding.UTF8.GetBytes(payload), metadata.ToDictionary(m => m.Name, m => m.Value), Trace);
}
