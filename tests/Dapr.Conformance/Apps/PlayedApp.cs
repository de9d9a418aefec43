using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Dapr.Conformance.Playing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dapr.Conformance.Apps;

/// <summary>An HTTP application with scripted answers; an unscripted path answers 200 with an empty body.</summary>
internal sealed class PlayedApp(int port, JsonObject? fixedAnswers, PlayClock clock) : IPlayedApp
{
    private readonly ConcurrentQueue<PlayedRequest> _requests = new();
    private readonly ConcurrentDictionary<string, Replies> _scripts = new(StringComparer.Ordinal);
    private WebApplication? _app;

    public IReadOnlyList<PlayedRequest> Requests => [.. _requests];

    public async Task ListenAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k =>
        {
            k.AddServerHeader = false;
            // As the applications of the recordings read headers.
            k.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
            k.Limits.MaxRequestBodySize = null;
            k.ListenLocalhostOnly(port);
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
        await _app.StartAsync();
    }

    public async Task CloseAsync()
    {
        if (Interlocked.Exchange(ref _app, null) is { } app)
        {
            using var now = new CancellationTokenSource(TimeSpan.Zero);
            await app.StopAsync(now.Token);
            await app.DisposeAsync();
        }
    }

    public void Forget() => _requests.Clear();

    public void Reset()
    {
        _requests.Clear();
        _scripts.Clear();
    }

    public void Script(string path, JsonArray replies) => _scripts[path] = new Replies(replies);

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var at = clock.Now;
        var url = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = url.Split('?')[0];
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync();
        if (fixedAnswers is not null && fixedAnswers.TryGetPropertyValue(context.Request.Method + " " + path, out var answer))
        {
            await PlayedReply.SendAsync(context, new JsonObject { ["status"] = answer is null ? 404 : 200, ["body"] = answer?.DeepClone() });
            return;
        }

        var request = new PlayedRequest(
            at,
            context.Request.Method,
            url,
            Bodies.Headers(context.Request.Headers.Select(h => KeyValuePair.Create(h.Key, string.Join(", ", h.Value.ToArray())))),
            Bodies.Parse(text, context.Request.ContentType ?? string.Empty),
            text);
        _requests.Enqueue(request);
        var reply = ScriptOf(context.Request.Method, path)?.Next();
        if (reply?["delayMs"]?.GetValue<int>() is { } delay)
            await clock.DelayAsync(delay);
        await PlayedReply.SendAsync(context, PlayedReply.Resolve(reply, request));
    }

    private Replies? ScriptOf(string method, string path) =>
        _scripts.GetValueOrDefault(method + " " + path)
        ?? _scripts.GetValueOrDefault(path)
        ?? _scripts.FirstOrDefault(s => s.Key.EndsWith('*') && path.StartsWith(s.Key[..^1], StringComparison.Ordinal)).Value;

    private sealed class Replies(JsonArray replies)
    {
        private int _next;

        public JsonObject? Next() => replies[Math.Min(Interlocked.Increment(ref _next) - 1, replies.Count - 1)]?.AsObject();
    }
}
