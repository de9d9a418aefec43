using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using VectorCare.TestKit;

namespace VectorCare.EndToEnd.Tests.Telemetry;

/// <summary>Takes spans as Zipkin does, and keeps their text.</summary>
internal sealed class SpanSink(WebApplication app, int port) : IAsyncDisposable
{
    private readonly List<string> _bodies = [];

    public string Url { get; } = $"http://127.0.0.1:{port}/api/v2/spans";

    public string Text
    {
        get
        {
            lock (_bodies)
                return string.Join('\n', _bodies);
        }
    }

    /// <summary>The spans of a trace.</summary>
    public IReadOnlyList<JsonElement> Trace(string id)
    {
        lock (_bodies)
            return [.. _bodies.SelectMany(b => JsonDocument.Parse(b).RootElement.EnumerateArray()).Where(s => s.GetProperty("traceId").GetString() == id)];
    }

    public static async Task<SpanSink> StartAsync()
    {
        var port = FreePorts.Next();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add($"http://127.0.0.1:{port}");
        var sink = new SpanSink(app, port);
        app.MapPost("/api/v2/spans", sink.KeepAsync);
        await app.StartAsync();
        return sink;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task KeepAsync(HttpContext context)
    {
        var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        lock (_bodies)
            _bodies.Add(body);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }
}
