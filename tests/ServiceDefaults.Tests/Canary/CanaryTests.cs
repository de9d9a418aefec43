using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using VectorCare.Contracts;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.ServiceDefaults.Tests.Canary;

/// <summary>A service with its canary behind a sidecar that passes calls on, loses them, or loses their answers.</summary>
public sealed class CanaryTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<(string Track, int Slot)> _handled = [];
    private readonly ConcurrentQueue<string> _paths = [];
    private WebApplication _sidecar = null!;
    private TestService _canary = null!;
    private TestService _service = null!;
    private TopicResult _answer = TopicResult.Success;
    private bool _away;
    private bool _answersAreLost;

    public async ValueTask InitializeAsync()
    {
        _canary = await TestService.StartAsync((e, _) => Handled("canary", e.Slot, _answer));
        var builder = WebApplication.CreateSlimBuilder();
        _sidecar = builder.Build();
        _sidecar.Urls.Add("http://127.0.0.1:0");
        _sidecar.MapPost("/{**path}", PassOnAsync);
        await _sidecar.StartAsync();
        _service = await TestService.StartAsync(
            (e, _) => Handled("stable", e.Slot, TopicResult.Success),
            new Dictionary<string, string?> { ["Canary:AppId"] = "test-canary", ["DAPR_HTTP_ENDPOINT"] = _sidecar.Urls.Single() });
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _canary.DisposeAsync();
        await _sidecar.DisposeAsync();
    }

    [Fact]
    public async Task MapTopic_ShareGrowsAndGoes_EachEventIsHandledOnceByWhomItsSlotSays()
    {
        foreach (var (share, last) in new[] { ("none", -1), ("0-14", 14), ("0-74", 74), ("0-299", 299), ("none", -1) })
        {
            _service.Set("Canary:Slots", share);
            _handled.Clear();

            var answers = await Task.WhenAll(Enumerable.Range(0, Slots.Count).Select(SendAsync));

            Assert.All(answers, a => Assert.Equal("SUCCESS", a));
            Assert.Equal(Enumerable.Range(0, Slots.Count).Select(s => (s <= last ? "canary" : "stable", s)), _handled.OrderBy(h => h.Slot));
        }

        Assert.Equal("/v1.0/invoke/test-canary/method/events/slot-versions", _paths.Distinct().Single());
    }

    [Fact]
    public async Task MapTopic_ShareChangesWhileEventsCome_LosesAndDoublesNone()
    {
        var events = Enumerable.Range(0, 4).SelectMany(_ => Enumerable.Range(0, Slots.Count)).Select(async (slot, i) =>
        {
            if (i % 100 == 0)
                _service.Set("Canary:Slots", (i / 100 % 3) switch { 0 => "0-299", 1 => "none", _ => "0-14" });
            await Task.Yield();
            return await SendAsync(slot);
        });

        Assert.All(await Task.WhenAll(events), a => Assert.Equal("SUCCESS", a));
        Assert.All(_handled.CountBy(h => h.Slot), s => Assert.Equal(4, s.Value));
        Assert.Equal(["canary", "stable"], _handled.Select(h => h.Track).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task MapTopic_CanaryIsAway_HandlesItsEventsAndTriesAgainLater()
    {
        _service.Set("Canary:Slots", "0-14");
        _away = true;
        Assert.Equal(["SUCCESS", "SUCCESS"], [await SendAsync(3), await SendAsync(4)]);
        _away = false;
        await SendAsync(5);
        TestService.Clock.Advance(TimeSpan.FromSeconds(10));
        await SendAsync(6);

        Assert.Equal([("stable", 3), ("stable", 4), ("stable", 5), ("canary", 6)], _handled);
        Assert.Equal(2, _paths.Count);
    }

    [Fact]
    public async Task MapTopic_AnswerOfTheCanaryIsLost_IsAsIfTheBrokerHadDeliveredAgain()
    {
        _service.Set("Canary:Slots", "0-14");
        _answersAreLost = true;

        Assert.Equal("SUCCESS", await SendAsync(3));

        Assert.Equal([("canary", 3), ("stable", 3)], _handled);
    }

    [Theory]
    [InlineData("RETRY")]
    [InlineData("DROP")]
    public async Task MapTopic_CanaryRefuses_IsWhatTheBrokerHears(string status)
    {
        _service.Set("Canary:Slots", "0-14");
        _answer = status == "DROP" ? TopicResult.Drop("bad") : TopicResult.Retry("busy");

        Assert.Equal(status, await SendAsync(3));
        Assert.Equal([("canary", 3)], _handled);
    }

    private Task<TopicResult> Handled(string track, int slot, TopicResult result)
    {
        _handled.Enqueue((track, slot));
        return Task.FromResult(result);
    }

    private async Task PassOnAsync(HttpContext http)
    {
        _paths.Enqueue(http.Request.Path);
        if (!_away)
        {
            using var body = new StreamContent(http.Request.Body);
            var (code, text) = await _canary.PostAsSidecarAsync("/events/slot-versions", body);
            if (!_answersAreLost)
            {
                http.Response.StatusCode = code;
                await http.Response.WriteAsync(text);
                return;
            }
        }

        http.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }

    private async Task<string> SendAsync(int slot)
    {
        using var body = JsonContent.Create(new { id = $"e{slot}", data = new { schemaVersion = 1, slot, version = 3, hash = "44bc2cf5ad770999" } });
        var (_, text) = await _service.PostAsSidecarAsync("/events/slot-versions", body);
        using var answer = JsonDocument.Parse(text);
        return answer.RootElement.GetProperty("status").GetString()!;
    }
}
