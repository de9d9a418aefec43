using System.Collections.Concurrent;
using Dapr.Client.Autogen.Grpc.v1;
using Grpc.Core;
using LocalDapr.Sidecars;

namespace LocalDapr.Configuration;

/// <summary>The configuration API over gRPC; a subscription lives as long as its stream.</summary>
internal sealed class ConfigurationGrpc(ConfigurationApi configuration)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _streams = new(StringComparer.Ordinal);

    /// <summary>Maps the methods.</summary>
    /// <param name="api">Where to map.</param>
    public void Map(SidecarApi api)
    {
        foreach (var version in new[] { "", "Alpha1" })
        {
            api.Unary<GetConfigurationRequest, GetConfigurationResponse>("GetConfiguration" + version, GetAsync);
            api.ServerStream<SubscribeConfigurationRequest, SubscribeConfigurationResponse>("SubscribeConfiguration" + version, SubscribeAsync);
            api.Unary<UnsubscribeConfigurationRequest, UnsubscribeConfigurationResponse>("UnsubscribeConfiguration" + version, (request, _) => Task.FromResult(Unsubscribe(request)));
        }
    }

    private static Dapr.Client.Autogen.Grpc.v1.ConfigurationItem Message(ConfigurationItem item)
    {
        var message = new Dapr.Client.Autogen.Grpc.v1.ConfigurationItem { Value = item.Value, Version = item.Version };
        message.Metadata.Add(item.Metadata.ToDictionary(StringComparer.Ordinal));
        return message;
    }

    private async Task<GetConfigurationResponse> GetAsync(GetConfigurationRequest request, ServerCallContext call)
    {
        try
        {
            var response = new GetConfigurationResponse();
            foreach (var (key, item) in await configuration.GetAsync(request.StoreName, request.Keys, new Dictionary<string, string>(request.Metadata, StringComparer.Ordinal), call.CancellationToken))
                response.Items.Add(key, Message(item));
            return response;
        }
        catch (ConfigurationException e)
        {
            throw e.Rpc;
        }
    }

    private async Task SubscribeAsync(SubscribeConfigurationRequest request, IServerStreamWriter<SubscribeConfigurationResponse> stream, ServerCallContext call)
    {
        using var writing = new SemaphoreSlim(0, 1);
        string id;
        try
        {
            id = await configuration.SubscribeAsync(request.StoreName, [.. request.Keys.Order(StringComparer.Ordinal)], new Dictionary<string, string>(request.Metadata, StringComparer.Ordinal), SendAsync, call.CancellationToken);
        }
        catch (ConfigurationException e)
        {
            throw e.Rpc;
        }

        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            // The id goes before any change.
            await stream.WriteAsync(new SubscribeConfigurationResponse { Id = id }, call.CancellationToken);
            _streams[id] = stopped;
            writing.Release();
            await stopped.Task.WaitAsync(call.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The caller has gone.
        }
        finally
        {
            _streams.TryRemove(id, out _);
            await configuration.UnsubscribeAsync(request.StoreName, id);
        }

        async Task SendAsync(string subscription, string key, ConfigurationItem item)
        {
            await writing.WaitAsync(call.CancellationToken);
            try
            {
                var response = new SubscribeConfigurationResponse { Id = subscription };
                response.Items.Add(key, Message(item));
                await stream.WriteAsync(response, call.CancellationToken);
            }
            finally
            {
                writing.Release();
            }
        }
    }

    // Whether the store named is the subscription's is not looked at.
    private UnsubscribeConfigurationResponse Unsubscribe(UnsubscribeConfigurationRequest request) =>
        _streams.TryRemove(request.Id, out var stream) && stream.TrySetResult()
            ? new UnsubscribeConfigurationResponse { Ok = true }
            : new UnsubscribeConfigurationResponse { Message = $"failed to unsubscribe to configuration request {request.Id}: subscription does not exist" };
}
