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
internal sealed partial class AppDelivery(string name, string route, OutputBindings outputs, SidecarContext context)
{
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(3);
    private readonly ILogger _log = context.Loggers.CreateLogger("LocalDapr.Bindings");

    /// <summary>Waits for the application and asks it whether it wants this binding.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>True when it answers <c>OPTIONS</c> with 2xx or 405.</returns>
    public async Task<bool> IsWantedAsync(CancellationToken cancellationToken)
    {
        if (!context.App.HasApp)
            return false;
        await context.App.WaitUntilListeningAsync(cancellationToken);
        using var limit = new CancellationTokenSource(ProbeLimit, context.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            if (context.App.Grpc is { } app)
                return (await app.CallAsync<Empty, ListInputBindingsResponse>("ListInputBindings", new Empty(), [], both.Token)).Bindings.Contains(name);
            using var request = new HttpRequestMessage(HttpMethod.Options, $"/{route}");
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
            var (status, body) = await context.Resiliency.Inbound(name).RunAsync(
                attempt => SendAsync(data, metadata, trace, attempt),
                answer => (int)answer.Status is >= 200 and < 300 ? Verdict.Ok : new Verdict(false, (int)answer.Status),
                cancellationToken);
            if ((int)status is < 200 or >= 300)
            {
                LogRefused(name, route, (int)status);
                return false;
            }

            await AnswerAsync(body, trace, cancellationToken);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(e, name, route);
            return false;
        }
    }

    private async Task<bool> DeliverAsync(GrpcApp app, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, TraceContext trace, CancellationToken cancellationToken)
    {
        var request = new BindingEventRequest { Name = name, Data = ByteString.CopyFrom(data.Span) };
        request.Metadata.Add(metadata.ToDictionary(StringComparer.Ordinal));
        var reply = await context.Resiliency.Inbound(name).RunAsync(
            attempt => app.CallAsync<BindingEventRequest, BindingEventResponse>("OnBindingEvent", request, [KeyValuePair.Create("traceparent", trace.Child())], attempt),
            static _ => Verdict.Ok,
            cancellationToken);
        context.Report(SidecarEventKind.Delivered, name, $"/{route}", data);
        var answered = Parsed(reply.Data.ToByteArray()) is { } given ? GoJson.Serialise(given) : "null"u8.ToArray();
        foreach (var target in reply.To)
            await SendOnAsync(target, answered, trace, cancellationToken);
        return true;
    }

    private async Task SendOnAsync(string target, byte[] data, TraceContext trace, CancellationToken cancellationToken)
    {
        var outcome = await outputs.InvokeAsync(target, new BindingRequest("create", data, new Dictionary<string, string>()), trace, cancellationToken);
        if (outcome.Error is { } error)
            LogAnswerFailed(name, error);
    }

    private async Task<(HttpStatusCode Status, byte[] Body)> SendAsync(ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, TraceContext trace, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{route}") { Content = new ReadOnlyMemoryContent(data) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("traceparent", trace.Child());
        foreach (var (key, value) in metadata)
            request.Headers.TryAddWithoutValidation(key, value);
        using var response = await context.App.SendAsync(request, cancellationToken);
        if (context.IsWatched && response.IsSuccessStatusCode)
            context.Report(SidecarEventKind.Delivered, name, $"/{route}", data);
        return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    // The application may answer with the names of output bindings that get its data.
    private async Task AnswerAsync(byte[] body, TraceContext trace, CancellationToken cancellationToken)
    {
        if (body.Length == 0 || Parsed(body) is not { ValueKind: JsonValueKind.Object } answer)
            return;
        if (answer.TryGetProperty("storeName", out var store) && store.ValueKind == JsonValueKind.String && store.GetString() is { Length: > 0 })
            LogStateIgnored(name);
        if (!answer.TryGetProperty("to", out var to) || to.ValueKind != JsonValueKind.Array)
            return;
        var data = answer.TryGetProperty("data", out var given) ? GoJson.Serialise(given) : "null"u8.ToArray();
        foreach (var target in to.EnumerateArray().Where(t => t.ValueKind == JsonValueKind.String).Select(t => t.GetString()!))
            await SendOnAsync(target, data, trace, cancellationToken);
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

    [LoggerMessage(Level = LogLevel.Error, Message = "Input binding {Binding}: the application's answer names a state store; LocalDapr does not write state for an input binding")]
    private partial void LogStateIgnored(string binding);
}
