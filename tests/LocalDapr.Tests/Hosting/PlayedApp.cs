using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LocalDapr.Tests.Hosting;

/// <summary>An application for tests: it keeps what it is asked and answers as told.</summary>
internal sealed class PlayedApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<PlayedCall> _calls = Channel.CreateUnbounded<PlayedCall>();

    private PlayedApp(WebApplication app) => _app = app;

    public int Port { get; private set; }

    public ConcurrentQueue<PlayedCall> Calls { get; } = new();

    public Func<HttpContext, PlayedCall, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Answer to what a sidecar asks when it starts under <c>/dapr/config</c>; null is a 404, as is everything else under <c>/dapr</c>. None of it is kept as a call.</summary>
    public string? Config { get; set; }

    /// <summary>Answer under <c>/dapr/subscribe</c>; null is a 404.</summary>
    public string? Subscriptions { get; set; }

    public static async Task<PlayedApp> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        var app = builder.Build();
        var played = new PlayedApp(app);
        app.Run(played.HandleAsync);
        await app.StartAsync();
        played.Port = new Uri(app.Urls.First()).Port;
        return played;
    }

    public async Task<PlayedCall> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return await _calls.Reader.ReadAsync(limit.Token);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        if (http.Request.Path.StartsWithSegments("/dapr", out var asked))
        {
            var answer = asked == "/config" ? Config : asked == "/subscribe" ? Subscriptions : null;
            http.Response.StatusCode = answer is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
            await http.Response.WriteAsync(answer ?? "");
            return;
        }

        using var reader = new StreamReader(http.Request.Body);
        var headers = http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var target = http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        var call = new PlayedCall(http.Request.Method, target, headers, await reader.ReadToEndAsync());
        Calls.Enqueue(call);
        _calls.Writer.TryWrite(call);
        await Answer(http, call);
    }
}

internal sealed record PlayedCall(string Verb, string Target, IReadOnlyDictionary<string, string> Headers, string Body);
