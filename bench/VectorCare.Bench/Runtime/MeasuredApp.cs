using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace VectorCare.Bench.Runtime;

/// <summary>An application that answers at once and counts what is delivered to it.</summary>
internal sealed class MeasuredApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly bool _subscribes;
    private long _delivered;
    private Action<string>? _jobs;

    private MeasuredApp(bool subscribes)
    {
        _subscribes = subscribes;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public int Port { get; private set; }

    /// <summary>Events delivered so far.</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    public static async Task<MeasuredApp> StartAsync(bool subscribes, CancellationToken stop)
    {
        var app = new MeasuredApp(subscribes);
        await app._app.StartAsync(stop);
        app.Port = new Uri(app._app.Urls.First()).Port;
        return app;
    }

    /// <summary>Tells of each job that is triggered, by name, from now on.</summary>
    public void OnJob(Action<string>? told) => _jobs = told;

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? string.Empty;
        switch (path)
        {
            case "/dapr/config":
                await context.Response.WriteAsync(_subscribes ? """{"entities":["BenchActor"],"actorIdleTimeout":"1h"}""" : "{}");
                return;
            case "/dapr/subscribe":
                await context.Response.WriteAsync(_subscribes ? """[{"pubsubname":"local","topic":"single","route":"/single"},{"pubsubname":"local","topic":"bulk","route":"/bulk","bulkSubscribe":{"enabled":true,"maxMessagesCount":100,"maxAwaitDurationMs":100}}]""" : "[]");
                return;
            case "/bulk":
                await BulkAsync(context);
                return;
        }

        await context.Request.Body.CopyToAsync(Stream.Null);
        if (path == "/single")
            Interlocked.Increment(ref _delivered);
        else if (path.StartsWith("/job/", StringComparison.Ordinal))
            _jobs?.Invoke(path[5..]);
    }

    private async Task BulkAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var ids = body.RootElement.GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("entryId").GetString()).ToList();
        Interlocked.Add(ref _delivered, ids.Count);
        await context.Response.WriteAsJsonAsync(new { statuses = ids.Select(id => new { entryId = id, status = "SUCCESS" }) });
    }
}
