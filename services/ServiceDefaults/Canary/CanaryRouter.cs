using System.Buffers;
using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using VectorCare.Contracts;
using VectorCare.ServiceDefaults.Events;
using VectorCare.ServiceDefaults.Sidecar;

namespace VectorCare.ServiceDefaults.Canary;

/// <summary>Hands events of the canary's slots to the app id <c>Canary:AppId</c>, and its answer to the broker. A canary that does not answer gets nothing for a while: its events are handled here.</summary>
internal sealed partial class CanaryRouter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private readonly IHttpClientFactory _http;
    private readonly CanaryShare _share;
    private readonly TimeProvider _clock;
    private readonly ILogger<CanaryRouter> _log;
    private readonly Counter<long> _events;
    private readonly string? _appId;
    private long _awayUntil;

    public CanaryRouter(IConfiguration configuration, IHttpClientFactory http, CanaryShare share, IMeterFactory meters, TimeProvider clock, ILogger<CanaryRouter> log)
    {
        _appId = configuration["Canary:AppId"] is { Length: > 0 } id ? id : null;
        _http = http;
        _share = share;
        _clock = clock;
        _log = log;
        _events = meters.Create("VectorCare.Events").CreateCounter<long>("vectorcare.canary.events", "{event}", "Events of the canary's slots, by topic and whether the canary took them.");
    }

    /// <summary>The canary's answer; null when the event is to be handled here.</summary>
    public async Task<TopicResult?> TryAsync(string topic, int slot, ReadOnlySequence<byte> body, CancellationToken cancellationToken)
    {
        if (_appId is null || !_share.Has(slot))
            return null;
        var result = _clock.GetUtcNow().UtcTicks < Interlocked.Read(ref _awayUntil) ? null : await AskAsync(topic, body.ToArray(), cancellationToken);
        _events.Add(1, new("topic", topic), new("result", result is null ? "away" : "taken"));
        return result;
    }

    private async Task<TopicResult?> AskAsync(string topic, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"v1.0/invoke/{_appId}/method{Routes.Event(topic)}") { Content = new ReadOnlyMemoryContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/cloudevents+json");
            using var client = _http.CreateClient(SidecarHttp.Name);
            using var response = await client.SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
            using var answer = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
            return answer.RootElement.GetProperty("status").GetString() switch
            {
                "SUCCESS" => TopicResult.Success,
                "DROP" => TopicResult.Drop("canary"),
                _ => TopicResult.Retry("canary"),
            };
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // It may have handled the event before its answer was lost: handled again it is as if the broker had delivered it again.
            Interlocked.Exchange(ref _awayUntil, (_clock.GetUtcNow() + Pause).UtcTicks);
            LogAway(_log, _appId!, topic, error.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Canary} did not take an event of {Topic}; its events are handled here for 10 s: {Error}")]
    private static partial void LogAway(ILogger logger, string canary, string topic, string error);
}
