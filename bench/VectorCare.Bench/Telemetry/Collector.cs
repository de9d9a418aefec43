using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using VectorCare.TestKit;

namespace VectorCare.Bench.Telemetry;

/// <summary>Takes spans as Zipkin does and scrapes metrics as Prometheus does, and keeps neither.</summary>
internal sealed class Collector(WebApplication app, int port) : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    // Where dapr.yaml has the services listen.
    private static readonly int[] Ports = [7101, 7102, 7103, 7104, 7105];

    private readonly HttpClient _http = new();
    private long _spans;
    private long _scrapes;

    public string Zipkin { get; } = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/api/v2/spans");

    public long Spans => Interlocked.Read(ref _spans);

    public long Scrapes => Interlocked.Read(ref _scrapes);

    public static async Task<Collector> StartAsync(CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var collector = new Collector(app, FreePorts.Next());
        app.Urls.Add(new Uri(collector.Zipkin).GetLeftPart(UriPartial.Authority));
        app.MapPost("/api/v2/spans", collector.TakeAsync);
        await app.StartAsync(stop);
        return collector;
    }

    /// <summary>Scrapes every service until the run is over.</summary>
    public async Task ScrapeAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Every);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                await Task.WhenAll(Ports.Select(p => ScrapeAsync(p, stop)));
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await app.DisposeAsync();
    }

    private async Task ScrapeAsync(int service, CancellationToken stop)
    {
        try
        {
            await _http.GetByteArrayAsync(new Uri($"http://127.0.0.1:{service}/metrics"), stop);
            Interlocked.Increment(ref _scrapes);
        }
        catch (HttpRequestException)
        {
            // It starts, or it ends.
        }
    }

    private async Task TakeAsync(HttpContext context)
    {
        // Each span has one trace id.
        var text = await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted);
        Interlocked.Add(ref _spans, text.AsSpan().Count("\"traceId\""));
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }
}
