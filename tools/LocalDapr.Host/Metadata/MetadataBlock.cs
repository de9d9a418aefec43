using System.Text;
using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf.WellKnownTypes;
using LocalDapr.Sidecars;
using Microsoft.AspNetCore.Http;

namespace LocalDapr.Metadata;

/// <summary>What the sidecar knows of itself, attributes set by the application, and the shutdown.</summary>
/// <param name="context">The sidecar.</param>
internal sealed class MetadataBlock(SidecarContext context) : IBuildingBlock
{
    /// <inheritdoc />
    public void Map(SidecarApi api)
    {
        api.Http("GET", "v1.0/metadata", (http, _) => ReadAsync(http));
        api.Http("PUT", "v1.0/metadata/{key}", (http, values) => SetAsync(http, values["key"]));
        api.Http("POST", "v1.0/shutdown", (http, _) => StopAsync(http));
        api.Unary<GetMetadataRequest, GetMetadataResponse>("GetMetadata", (_, _) => Task.FromResult(MetadataMessage.Create(context)));
        api.Unary<SetMetadataRequest, Empty>("SetMetadata", (request, _) =>
        {
            context.Metadata.Extended[request.Key] = request.Value;
            return Task.FromResult(new Empty());
        });
        api.Unary<ShutdownRequest, Empty>("Shutdown", (_, _) =>
        {
            context.RequestStop();
            return Task.FromResult(new Empty());
        });
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task ReadAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(MetadataDocument.Create(context));
    }

    private async Task SetAsync(HttpContext http, string key)
    {
        context.Metadata.Extended[key] = Encoding.UTF8.GetString(await RequestBody.ReadAsync(http, context.MaxBodyBytes));
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private Task StopAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        http.Response.OnCompleted(() =>
        {
            context.RequestStop();
            return Task.CompletedTask;
        });
        return Task.CompletedTask;
    }
}
