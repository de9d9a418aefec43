using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using VectorCare.TestKit;

namespace VectorCare.Containers.Tests;

/// <summary>An app that subscribes and keeps what arrives.</summary>
internal sealed class Subscriber(WebApplication app, int port) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Channel<string> _arrived = Channel.CreateUnbounded<string>();

    public int Port => port;

    public static async Task<Subscriber> StartAsync(string subscriptions)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var subscriber = new Subscriber(app, FreePorts.Next());
        app.Urls.Add($"http://127.0.0.1:{subscriber.Port}");
        app.MapGet("/dapr/subscribe", () => Results.Text(subscriptions, "application/json"));
        app.MapPost("/on/{topic}", async (HttpRequest request) => subscriber._arrived.Writer.TryWrite(await new StreamReader(request.Body).ReadToEndAsync()));
        await app.StartAsync();
        return subscriber;
    }

    /// <summary>The next event.</summary>
    public Task<string> NextAsync() => _arrived.Reader.ReadAsync().AsTask().WaitAsync(Patience, TimeProvider.System);

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
