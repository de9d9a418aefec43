using System.Net.Http.Headers;
using System.Net;
using System.Text.Json;
using Dapr.AppCallback.Autogen.Grpc.v1;
using Google.Protobuf.WellKnownTypes;
using Google.Protobuf;
using Grpc.Core;
using LocalDapr.Faults;
using LocalDapr.Resiliency;
using LocalDapr.Sidecars;
using LocalDapr.State;
using Microsoft.Extensions.Logging;

namespace LocalDapr.Bindings;

/// <summary>Takes what an input binding reads to the application, under the inbound policy.</summary>
internal sealed partial class AppDelivery(IInputBinding binding, OutputBindings outputs, SidecarContext context)
{
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(3);
    private readonly string _name = binding.Name;
    private readonly string _route = binding.Route;
    private readonly ILogger _log = context.Loggers.CreateLogger("LocalDapr.Bindings");

    /// <summary>Waits for the application and asks it whether it wants this binding.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>True when it answers <c>OPTIONS</c> with 2xx or 405.</returns>
    public async Task<bool> IsWantedAsync(CancellationToken cancellationToken)
    {
        if (!context.App.HasApp)
            return false;
        await context.App.WaitUntilListeningAsync(cancellationToken);
        if (binding.IsWantedInAnyCase)
            return true;
        using var limit = new CancellationTokenSource(ProbeLimit, context.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            if (context.App.Grpc is { } app)
                return (await app.CallAsync<Empty, ListInputBindingsResponse>("ListInputBindings", new Empty(), [], both.Token)).Bindings.Contains(_name);
            using var request = new HttpRequestMessage(HttpMethod.Options, $"/{_route}");
            using var response = await context.App.SendAsync(request, both.Token);
            return response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.MethodNotAllowed;
        }
        catch (Exception e) when (e is HttpRequestException or RpcException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Delivers one reading.</summary>
    /// <param name="data">The data.</param>
    /// <param name="metadata">Metadata, which become headers.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>True when the application took it.</returns>
    public async Task<bool> DeliverAsync(ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var trace = TraceContext.New();
        try
        {
            if (context.App.Grpc is { } app)
                return await DeliverAsync(app, data, metadata, trace, cancellationToken);
            var status = await context.Resiliency.Inbound(_name).RunAsync(
                attempt => SendAsync(data, metadata, trace, attempt),
                answer => answer == HttpStatusCode.OK ? Verdict.Ok : new Verdict(false, (int)answer),
                cancellationToken);
            if ((int)status is < 200 or >= 300)
            {
                LogRefused(_name, _route, (int)status);
                return false;
            }

            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(e, _name, _route);
            return false;
        }
    }

    private async Task<bool> DeliverAsync(GrpcApp app, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, TraceContext trace, CancellationToken cancellationToken)
    {
        var request = new BindingEventRequest { Name = _name, Data = ByteString.CopyFrom(data.Span) };
        request.Metadata.Add(metadata.ToDictionary(StringComparer.Ordinal));
        var reply = await context.Resiliency.Inbound(_name).RunAsync(
            attempt => app.CallAsync<BindingEventRequest, BindingEventResponse>("OnBindingEvent", request, [KeyValuePair.Create("traceparent", trace.Child())], attempt),
            static _ => Verdict.Ok,
            cancellationToken);
        context.Report(SidecarEventKind.Delivered, _name, $"/{_route}", data);
        var answered = Parsed(reply.Data.ToByteArray()) is { } given ? GoJson.Serialise(given) : "null"u8.ToArray();
        if (reply.Concurrency == BindingEventResponse.Types.BindingEventConcurrency.Parallel)
        {
            await Task.WhenAll(reply.To.Select(target => SendOnAsync(target, answered, trace, cancellationToken)));
            return true;
        }

        foreach (var target in reply.To)
        {
            if (!await SendOnAsync(target, answered, trace, cancellationToken))
                break;
        }

        return true;
    }

    // The application may answer with the names of output bindings that get its data; over HTTP Dapr does not look at the answer.
    private async Task<bool> SendOnAsync(string target, byte[] data, TraceContext trace, CancellationToken cancellationToken)
    {
        var outcome = await outputs.InvokeAsync(target, new BindingRequest("create", data, new Dictionary<string, string>()), trace, cancellationToken);
        if (outcome.Error is { } error)
            LogAnswerFailed(_name, error);
        return outcome.Error is null;
    }

    private async Task<HttpStatusCode> SendAsync(ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, TraceContext trace, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{_route}") { Content = new ReadOnlyMemoryContent(data) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("traceparent", trace.Child());
        foreach (var (key, value) in metadata)
            request.Headers.TryAddWithoutValidation(key, value);
        using var response = await context.App.SendAsync(request, cancellationToken);
        if (context.IsWatched && response.IsSuccessStatusCode)
            context.Report(SidecarEventKind.Delivered, _name, $"/{_route}", data);
        return response.StatusCode;
    }

    private static JsonElement? Parsed(byte[] body)
    {
        try
        {
            return GoJson.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Input binding {Binding}: the application answered /{Route} with {Status}")]
    private partial void LogRefused(string binding, string route, int status);

    [LoggerMessage(Level = LogLevel.Error, Message = "Input binding {Binding}: calling /{Route} failed")]
    private partial void LogFailed(Exception e, string binding, string route);

    [LoggerMessage(Level = LogLevel.Error, Message = "Input binding {Binding}: {Error}")]
    private partial void LogAnswerFailed(string binding, string error);
}
