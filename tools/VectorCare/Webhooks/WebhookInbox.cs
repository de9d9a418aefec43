using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using VectorCare.Demo;

namespace VectorCare.Webhooks;

/// <summary>Where the <c>webhook</c> binding of the embedded set ends: files each call as JSON.</summary>
internal sealed class WebhookInbox : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebhookInbox(WebApplication app) => _app = app;

    public static async Task<WebhookInbox> StartAsync(string directory, int port, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        app.MapPost("/webhooks", async (HttpRequest request) =>
        {
            var file = Path.Combine(directory, Guid.CreateVersion7().ToString("n") + ".json");
            await using (var stream = File.Create(file + ".part"))
                await request.Body.CopyToAsync(stream, request.HttpContext.RequestAborted);
            File.Move(file + ".part", file);
            return Results.Ok();
        });
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException error)
        {
            throw new DemoException($"Port {port} for webhooks is taken. End the program that listens there, or give another with --webhook-port, and in the component file of webhook.", error);
        }

        return new WebhookInbox(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
