using Dapr.Workflow.Protocol;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;

namespace Dapr.Workflow.Tests.Dialogues;

/// <summary>Client and worker of the bare protocol: methods by name, messages as they are.</summary>
internal sealed class RawWorker : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly CallInvoker _invoker;
    private readonly AsyncServerStreamingCall<WorkItem> _items;

    public RawWorker(Uri sidecar, CancellationToken stop)
    {
        _channel = GrpcChannel.ForAddress(sidecar);
        _invoker = _channel.CreateCallInvoker();
        _items = new TaskHubSidecarService.TaskHubSidecarServiceClient(_channel).GetWorkItems(new GetWorkItemsRequest(), cancellationToken: stop);
        Connected = _items.ResponseHeadersAsync;
    }

    /// <summary>Ends when the sidecar knows the worker.</summary>
    public Task Connected { get; }

    /// <summary>A method's types.</summary>
    public static MethodDescriptor Method(string name) => TaskHubSidecarService.Descriptor.FindMethodByName(name);

    /// <summary>The next work item.</summary>
    public async Task<WorkItem> NextAsync(CancellationToken stop) =>
        await _items.ResponseStream.MoveNext(stop) ? _items.ResponseStream.Current : throw new EndOfStreamException();

    /// <summary>Calls a method.</summary>
    public Task<IMessage> CallAsync(string name, IMessage request, CancellationToken stop)
    {
        var parser = Method(name).OutputType.Parser;
        var method = new Method<IMessage, IMessage>(
            MethodType.Unary,
            TaskHubSidecarService.Descriptor.FullName,
            name,
            Marshallers.Create<IMessage>(static message => message.ToByteArray(), _ => throw new NotSupportedException()),
            Marshallers.Create(static _ => throw new NotSupportedException(), bytes => parser.ParseFrom(bytes)));
        return _invoker.AsyncUnaryCall(method, null, new CallOptions(cancellationToken: stop), request).ResponseAsync;
    }

    public void Dispose()
    {
        _items.Dispose();
        _channel.Dispose();
    }
}
