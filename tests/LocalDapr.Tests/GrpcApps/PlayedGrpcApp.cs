using System.Net;
using System.Threading.Channels;
using Dapr.AppCallback.Autogen.Grpc.v1;
using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using LocalDapr.Sidecars;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDapr.Tests.GrpcApps;

/// <summary>An application that speaks gRPC: it keeps what it is asked and answers as told; what it is not told it does not have. It also has a service of its own, <c>probe.Echo</c>.</summary>
internal sealed class PlayedGrpcApp : IAsyncDisposable
{
    public static readonly Method<StringValue, StringValue> Echo = Describe(MethodType.Unary, "Echo");
    public static readonly Method<StringValue, StringValue> EchoAll = Describe(MethodType.DuplexStreaming, "EchoAll");
    private readonly Channel<GrpcCall> _calls = Channel.CreateUnbounded<GrpcCall>();
    private readonly Dictionary<string, Func<IMessage, ServerCallContext, IMessage>> _answers;
    private WebApplication _app = null!;

    private PlayedGrpcApp(Dictionary<string, Func<IMessage, ServerCallContext, IMessage>> answers) => _answers = answers;

    public int Port { get; private set; }

    /// <summary>Starts it.</summary>
    /// <param name="answers">Answers by method; of a method twice there, first as <c>OnJobEvent</c> then as <c>OnJobEventAlpha1</c>.</param>
    public static async Task<PlayedGrpcApp> StartAsync(Dictionary<string, Func<IMessage, ServerCallContext, IMessage>> answers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(options => options.IgnoreUnknownServices = true);
        var played = new PlayedGrpcApp(answers);
        builder.Services.AddSingleton(played);
        builder.Services.AddSingleton<IServiceMethodProvider<PlayedGrpcApp>, Methods>();
        played._app = builder.Build();
        played._app.UseRouting();
        played._app.MapGrpcService<PlayedGrpcApp>();
        await played._app.StartAsync();
        played.Port = new Uri(played._app.Urls.First()).Port;
        return played;
    }

    public async Task<GrpcCall> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return await _calls.Reader.ReadAsync(limit.Token);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Method<StringValue, StringValue> Describe(MethodType type, string name) =>
        new(type, "probe.Echo", name, GrpcMethods.Marshaller<StringValue>(), GrpcMethods.Marshaller<StringValue>());

    private TReply Answer<TReply>(string method, IMessage request, ServerCallContext context)
        where TReply : class, IMessage, new()
    {
        if (!_answers.TryGetValue(method, out var answer))
            throw new RpcException(new Status(StatusCode.Unimplemented, method));
        if (!method.StartsWith("List", StringComparison.Ordinal))
            _calls.Writer.TryWrite(new GrpcCall(method, request, context.RequestHeaders));
        return (TReply)answer(request, context);
    }

    private sealed class Methods : IServiceMethodProvider<PlayedGrpcApp>
    {
        public void OnServiceMethodDiscovery(ServiceMethodProviderContext<PlayedGrpcApp> context)
        {
            const string Callback = "dapr.proto.runtime.v1.AppCallback";
            Unary<InvokeRequest, InvokeResponse>(Callback, "OnInvoke");
            Unary<Empty, ListTopicSubscriptionsResponse>(Callback, "ListTopicSubscriptions");
            Unary<TopicEventRequest, TopicEventResponse>(Callback, "OnTopicEvent");
            Unary<TopicEventBulkRequest, TopicEventBulkResponse>(Callback, "OnBulkTopicEvent");
            Unary<TopicEventBulkRequest, TopicEventBulkResponse>(Callback + "Alpha", "OnBulkTopicEventAlpha1");
            Unary<Empty, ListInputBindingsResponse>(Callback, "ListInputBindings");
            Unary<BindingEventRequest, BindingEventResponse>(Callback, "OnBindingEvent");
            Unary<JobEventRequest, JobEventResponse>(Callback, "OnJobEvent");
            Unary<JobEventRequest, JobEventResponse>(Callback + "Alpha", "OnJobEventAlpha1");
            context.AddUnaryMethod(Echo, [], static (app, request, call) => Task.FromResult(app.Answer<StringValue>("Echo", request, call)));
            context.AddDuplexStreamingMethod(EchoAll, [], static async (_, requests, replies, call) =>
            {
                await foreach (var request in requests.ReadAllAsync())
                    await replies.WriteAsync(new StringValue { Value = "echo " + request.Value });
                call.ResponseTrailers.Add("told", "all");
            });

            void Unary<TRequest, TReply>(string service, string name)
                where TRequest : class, IMessage<TRequest>, new()
                where TReply : class, IMessage<TReply>, new() =>
                context.AddUnaryMethod(
                    new Method<TRequest, TReply>(MethodType.Unary, service, name, GrpcMethods.Marshaller<TRequest>(), GrpcMethods.Marshaller<TReply>()),
                    [],
                    (app, request, call) => Task.FromResult(app.Answer<TReply>(name, request, call)));
        }
    }
}

internal sealed record GrpcCall(string Method, IMessage Request, Grpc.Core.Metadata Headers)
{
    public T As<T>() => (T)Request;
}
