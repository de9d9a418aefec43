using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Dapr.Conformance.Comparison;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Dapr.Conformance.Calls;

/// <summary>A streaming subscription that answers each event with the next of its replies; the last repeats.</summary>
internal sealed class StreamCaller : IAsyncDisposable
{
    private readonly GrpcChannel _channel;
    private readonly AsyncDuplexStreamingCall<IMessage, IMessage> _call;
    private readonly ConcurrentQueue<JsonNode?> _got = new();
    private readonly IReadOnlyList<string> _replies;
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private int _next;

    public StreamCaller(JsonNode step, int port)
    {
        var method = GrpcCaller.Descriptor("SubscribeTopicEventsAlpha1");
        _replies = [.. (step["replies"] as JsonArray ?? ["SUCCESS"]).Select(r => r!.ToString())];
        _channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        _call = _channel.CreateCallInvoker().AsyncDuplexStreamingCall(
            GrpcCaller.Method(method.Name, MethodType.DuplexStreaming, method.InputType, method.OutputType),
            null,
            new CallOptions(GrpcCaller.Metadata(step["metadata"])));
        _reading = ReadAsync(step["open"]!.DeepClone(), method.InputType);
    }

    /// <summary>Completes with the first message, or the end.</summary>
    public Task Begun => _begun.Task;

    public int Count => _got.Count;

    public JsonObject? Ended { get; private set; }

    public JsonArray Take()
    {
        var taken = new JsonArray();
        while (_got.TryDequeue(out var message))
            taken.Add(message);
        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        _call.Dispose();
        await _reading;
        _channel.Dispose();
    }

    private async Task ReadAsync(JsonNode open, Google.Protobuf.Reflection.MessageDescriptor input)
    {
        try
        {
            await _call.RequestStream.WriteAsync(ProtoJson.Read(GrpcBytes.In(new JsonObject { ["initial_request"] = open }), input));
            await foreach (var message in _call.ResponseStream.ReadAllAsync())
            {
                var json = ProtoJson.Write(message);
                _got.Enqueue(GrpcBytes.Out(json));
                _begun.TrySetResult();
                var status = json["event_message"] is null ? "none" : _replies[Math.Min(_next++, _replies.Count - 1)];
                if (status != "none")
                {
                    var answer = new JsonObject { ["event_processed"] = new JsonObject { ["id"] = json["event_message"]!["id"]!.DeepClone(), ["status"] = new JsonObject { ["status"] = status } } };
                    await _call.RequestStream.WriteAsync(ProtoJson.Read(answer, input));
                }
            }

            Ended ??= new JsonObject { ["code"] = "OK" };
        }
        catch (RpcException error)
        {
            Ended = new JsonObject { ["code"] = GrpcCaller.Code(error.StatusCode), ["message"] = error.Status.Detail };
        }
        catch (Exception error) when (error is ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            Ended ??= new JsonObject { ["code"] = "CANCELLED" };
        }
        finally
        {
            _begun.TrySetResult();
        }
    }
}
