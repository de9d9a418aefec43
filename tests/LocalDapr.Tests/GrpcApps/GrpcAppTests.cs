using System.Net;
using System.Net.Http.Json;
using System.Text;
using Dapr.AppCallback.Autogen.Grpc.v1;
using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using LocalDapr.Hosting;
using LocalDapr.Resiliency;
using LocalDapr.Resources;
using LocalDapr.Tests.Hosting;
using LocalDapr.Tests.PubSub;
using Answers = System.Collections.Generic.Dictionary<string, System.Func<Google.Protobuf.IMessage, Grpc.Core.ServerCallContext, Google.Protobuf.IMessage>>;
using EventStatus = Dapr.AppCallback.Autogen.Grpc.v1.TopicEventResponse.Types.TopicEventResponseStatus;

namespace LocalDapr.Tests.GrpcApps;

/// <summary>Applications with <c>appProtocol: grpc</c>.</summary>
public sealed class GrpcAppTests : IAsyncDisposable
{
    private PlayedGrpcApp? _app;
    private LocalDaprHost? _dapr;
    private GrpcChannel? _channel;

    private HttpClient Http { get; } = new();

    private Dapr.Client.Autogen.Grpc.v1.Dapr.DaprClient Client => new(_channel);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _channel?.Dispose();
        if (_dapr is not null)
            await _dapr.DisposeAsync();
        if (_app is not null)
            await _app.DisposeAsync();
    }

    [Fact]
    public async Task Invoke_OverHttp_BecomesOnInvoke()
    {
        await StartAsync(new Answers
        {
            ["OnInvoke"] = (_, call) =>
            {
                call.WriteResponseHeadersAsync(new Grpc.Core.Metadata { { "x-probe", "back" } }).GetAwaiter().GetResult();
                return new InvokeResponse { ContentType = "text/x-probe", Data = new Any { Value = ByteString.CopyFromUtf8("hello") } };
            },
        });
        using var request = new HttpRequestMessage(HttpMethod.Put, "v1.0/invoke/app/method/a/b?x=1") { Content = new StringContent("body", Encoding.UTF8, "text/plain") };
        request.Headers.Add("x-probe", "there");

        using var answer = await Http.SendAsync(request);
        var call = await _app!.NextAsync();

        Assert.Equal((HttpStatusCode.OK, "hello", "text/x-probe"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentType!.MediaType));
        Assert.Equal("back", Assert.Single(answer.Headers.GetValues("x-probe")));
        var invoked = call.As<InvokeRequest>();
        Assert.Equal(("a/b", "body", "text/plain; charset=utf-8"), (invoked.Method, invoked.Data.Value.ToStringUtf8(), invoked.ContentType));
        Assert.Equal((HTTPExtension.Types.Verb.Put, "x=1"), (invoked.HttpExtension.Verb, invoked.HttpExtension.Querystring));
        Assert.Equal(("there", "probe", "secret"), (call.Headers.GetValue("x-probe"), call.Headers.GetValue("dapr-caller-app-id"), call.Headers.GetValue("dapr-api-token")));
    }

    [Theory]
    [InlineData(StatusCode.NotFound, 404)]
    [InlineData(StatusCode.InvalidArgument, 400)]
    [InlineData(StatusCode.Aborted, 409)]
    [InlineData(StatusCode.Unimplemented, 501)]
    [InlineData(StatusCode.Internal, 500)]
    public async Task Invoke_OverHttpAppFails_StatusIsTranslatedAndNotTriedAgain(StatusCode code, int status)
    {
        var calls = 0;
        await StartAsync(
            new Answers
            {
                ["OnInvoke"] = (_, _) =>
                {
                    calls++;
                    throw new RpcException(new Status(code, "no"));
                },
            },
            RetriesOf("app"));

        using var answer = await Http.GetAsync("v1.0/invoke/app/method/a");

        Assert.Equal((status, $$"""{"code":{{(int)code}},"message":"no","details":[]}"""), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Invoke_OverGrpc_AnswerAndStatusComeAsTheyAre()
    {
        await StartAsync(new Answers
        {
            ["OnInvoke"] = (request, _) => ((InvokeRequest)request).Method == "good"
                ? new InvokeResponse { ContentType = "c", Data = new Any { TypeUrl = "t", Value = ByteString.CopyFromUtf8("v") } }
                : throw new RpcException(new Status(StatusCode.FailedPrecondition, "why")),
        });

        var good = await Client.InvokeServiceAsync(new InvokeServiceRequest { Id = "app", Message = new InvokeRequest { Method = "good" } });
        var bad = await Assert.ThrowsAsync<RpcException>(async () => await Client.InvokeServiceAsync(new InvokeServiceRequest { Id = "app", Message = new InvokeRequest { Method = "bad" } }));

        Assert.Equal(("c", "t", "v"), (good.ContentType, good.Data.TypeUrl, good.Data.Value.ToStringUtf8()));
        Assert.Equal((StatusCode.FailedPrecondition, "why"), (bad.StatusCode, bad.Status.Detail));
    }

    [Fact]
    public async Task Proxy_CallsOfItsOwnServices_PassAsTheyAre()
    {
        await StartAsync(new Answers { ["Echo"] = (request, _) => new StringValue { Value = "echo " + ((StringValue)request).Value } });
        var headers = new Grpc.Core.Metadata { { "dapr-app-id", "app" }, { "x-probe", "there" } };

        var one = await _channel!.CreateCallInvoker().AsyncUnaryCall(PlayedGrpcApp.Echo, null, new CallOptions(headers), new StringValue { Value = "1" });
        var call = await _app!.NextAsync();
        using var stream = _channel.CreateCallInvoker().AsyncDuplexStreamingCall(PlayedGrpcApp.EchoAll, null, new CallOptions(headers));
        var echoes = new List<string>();
        foreach (var text in new[] { "2", "3" })
        {
            await stream.RequestStream.WriteAsync(new StringValue { Value = text });
            Assert.True(await stream.ResponseStream.MoveNext(default));
            echoes.Add(stream.ResponseStream.Current.Value);
        }

        await stream.RequestStream.CompleteAsync();

        Assert.False(await stream.ResponseStream.MoveNext(default));
        Assert.Equal("echo 1", one.Value);
        Assert.Equal(["echo 2", "echo 3"], echoes);
        Assert.Equal("all", stream.GetTrailers().GetValue("told"));
        Assert.Equal(("there", "probe", "app", "secret"), (call.Headers.GetValue("x-probe"), call.Headers.GetValue("dapr-caller-app-id"), call.Headers.GetValue("dapr-callee-app-id"), call.Headers.GetValue("dapr-api-token")));
    }

    [Fact]
    public async Task Proxy_AppFailsOnce_PolicySendsTheCallAgain()
    {
        var calls = 0;
        await StartAsync(
            new Answers { ["Echo"] = (request, _) => ++calls == 1 ? throw new RpcException(new Status(StatusCode.Unavailable, "once")) : new StringValue { Value = ((StringValue)request).Value } },
            RetriesOf("app"));

        var echo = await _channel!.CreateCallInvoker().AsyncUnaryCall(PlayedGrpcApp.Echo, null, new CallOptions([new("dapr-app-id", "app")]), new StringValue { Value = "again" });

        Assert.Equal(("again", 2), (echo.Value, calls));
    }

    [Theory]
    [InlineData("nobody", StatusCode.Unknown)]
    [InlineData("probe", StatusCode.Unavailable)]
    public async Task Proxy_NoSuchAppOrNoGrpc_Fails(string id, StatusCode code)
    {
        await StartAsync([]);

        var error = await Assert.ThrowsAsync<RpcException>(async () => await _channel!.CreateCallInvoker().AsyncUnaryCall(PlayedGrpcApp.Echo, null, new CallOptions([new("dapr-app-id", id)]), new StringValue()));

        Assert.Equal(code, error.StatusCode);
    }

    [Fact]
    public async Task Events_OneByOne_AreDeliveredUntilTheyAreTaken()
    {
        var statuses = new Queue<EventStatus>([EventStatus.Retry, EventStatus.Success]);
        await StartAsync(
            new Answers
            {
                ["ListTopicSubscriptions"] = (_, _) => new ListTopicSubscriptionsResponse { Subscriptions = { new TopicSubscription { PubsubName = "pubsub", Topic = "t", Routes = new TopicRoutes { Rules = { new TopicRule { Match = "event.type == \"special\"", Path = "special" } }, Default = "usual" } } } },
                ["OnTopicEvent"] = (_, _) => new TopicEventResponse { Status = statuses.Dequeue() },
            },
            RetriesOf("pubsub"));

        await PublishAsync("publish/pubsub/t?metadata.x-probe=z", new { n = 1 });
        var refused = await _app!.NextAsync();
        var taken = await _app.NextAsync();

        var seen = taken.As<TopicEventRequest>();
        Assert.Equal(refused.Request, taken.Request);
        Assert.Equal(("t", "pubsub", "usual", "application/json; charset=utf-8", """{"n":1}"""), (seen.Topic, seen.PubsubName, seen.Path, seen.DataContentType, seen.Data.ToStringUtf8()));
        Assert.Equal(("com.dapr.event.sent", "1.0", "probe"), (seen.Type, seen.SpecVersion, seen.Source));
        Assert.Equal(("z", "pubsub", "secret"), (taken.Headers.GetValue("x-probe"), taken.Headers.GetValue("pubsubname"), taken.Headers.GetValue("dapr-api-token")));
    }

    [Theory]
    [InlineData("OnBulkTopicEvent")]
    [InlineData("OnBulkTopicEventAlpha1")]
    public async Task Events_InBulk_ComeInOneCallOfTheMethodThatIsThere(string method)
    {
        await StartAsync(new Answers
        {
            ["ListTopicSubscriptions"] = (_, _) => new ListTopicSubscriptionsResponse { Subscriptions = { new TopicSubscription { PubsubName = "pubsub", Topic = "t", BulkSubscribe = new BulkSubscribeConfig { Enabled = true, MaxMessagesCount = 2, MaxAwaitDurationMs = 5000 } } } },
            [method] = (request, _) => new TopicEventBulkResponse { Statuses = { ((TopicEventBulkRequest)request).Entries.Select(e => new TopicEventBulkResponseEntry { EntryId = e.EntryId, Status = EventStatus.Success }) } },
        });

        await PublishAsync("publish/bulk/pubsub/t", new[] { new { entryId = "1", @event = new { n = 1 }, contentType = "application/json" }, new { entryId = "2", @event = new { n = 2 }, contentType = "application/json" } });
        var bulk = (await _app!.NextAsync()).As<TopicEventBulkRequest>();

        Assert.Equal(("t", "pubsub", "com.dapr.event.sent.bulk", ""), (bulk.Topic, bulk.PubsubName, bulk.Type, bulk.Path));
        Assert.Equal(["""{"n":1}""", """{"n":2}"""], bulk.Entries.Select(e => e.CloudEvent.Data.ToStringUtf8()).Order(StringComparer.Ordinal));
        Assert.Equal(2, bulk.Entries.Select(e => e.EntryId).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("OnJobEvent")]
    [InlineData("OnJobEventAlpha1")]
    public async Task Job_Due_ReachesTheMethodThatIsThere(string method)
    {
        await StartAsync(new Answers { [method] = (_, _) => new JobEventResponse() });
        using var own = GrpcChannel.ForAddress(_dapr!.App("app").GrpcEndpoint);

        await new Dapr.Client.Autogen.Grpc.v1.Dapr.DaprClient(own).ScheduleJobAsync(new ScheduleJobRequest { Job = new Job { Name = "j", DueTime = "0s", Data = new Any { TypeUrl = "t", Value = ByteString.CopyFromUtf8("d") } } });
        var job = (await _app!.NextAsync()).As<JobEventRequest>();

        Assert.Equal(("j", "job/j", "t", "d", HTTPExtension.Types.Verb.Post), (job.Name, job.Method, job.ContentType, job.Data.Value.ToStringUtf8(), job.HttpExtension.Verb));
    }

    [Fact]
    public async Task InputBinding_AppListsIt_ItsReadingsArrive()
    {
        await StartAsync(
            new Answers
            {
                ["ListInputBindings"] = (_, _) => new ListInputBindingsResponse { Bindings = { "tick" } },
                ["OnBindingEvent"] = (_, _) => new BindingEventResponse(),
            },
            null,
            new ComponentSpec("tick", "bindings.cron", "v1", new Dictionary<string, string> { ["schedule"] = "@every 20ms" }, "test"),
            new ComponentSpec("other", "bindings.cron", "v1", new Dictionary<string, string> { ["schedule"] = "@every 10ms" }, "test"));

        var reading = await _app!.NextAsync();
        var next = await _app.NextAsync();

        Assert.Equal("tick", reading.As<BindingEventRequest>().Name);
        Assert.Contains("readTimeUTC", reading.As<BindingEventRequest>().Metadata.Keys);
        Assert.Equal("tick", next.As<BindingEventRequest>().Name);
    }

    [Fact]
    public async Task Metadata_OfTheSidecar_NamesTheProtocol()
    {
        await StartAsync([]);

        Assert.Contains("""
            "protocol":"grpc"
            """, await Http.GetStringAsync(new Uri(_dapr!.App("app").HttpEndpoint, "v1.0/metadata")), StringComparison.Ordinal);
    }

    private static ResiliencyDocument RetriesOf(string target)
    {
        var policies = new ResiliencyPolicies { Retries = new Dictionary<string, RetrySpec> { ["twice"] = new() { Duration = TimeSpan.FromMilliseconds(1), MaxRetries = 2 } } };
        var names = new PolicyNames(Retry: "twice");
        return TestResources.Policies(policies, new ResiliencyTargets
        {
            Apps = new Dictionary<string, PolicyNames> { [target] = names },
            Components = new Dictionary<string, ComponentPolicyNames> { [target] = new(names, new PolicyNames()) },
        });
    }

    private async Task PublishAsync(string path, object body)
    {
        using var answer = await Http.PostAsJsonAsync("v1.0/" + path, body);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private async Task StartAsync(Answers answers, ResiliencyDocument? resiliency = null, params ComponentSpec[] components)
    {
        _app = await PlayedGrpcApp.StartAsync(answers);
        var watch = new SubscriptionWatch();
        var pubsub = new ComponentSpec("pubsub", "pubsub.local", "v1", new Dictionary<string, string>(), "test");
        _dapr = await LocalDaprHost.StartAsync(new LocalDaprOptions
        {
            Apps = [new LocalDaprApp { AppId = "probe" }, new LocalDaprApp { AppId = "app", AppPort = _app.Port, AppProtocol = "grpc", AppToken = "secret" }],
            LoadResources = app => TestResources.With(resiliency, [pubsub, .. app.AppId == "app" ? components : []]),
            LoggerFactory = watch,
        });
        await watch.WaitForAsync(answers.ContainsKey("ListTopicSubscriptions") ? 1 : 0);
        _channel = GrpcChannel.ForAddress(_dapr.App("probe").GrpcEndpoint);
        Http.BaseAddress = _dapr.App("probe").HttpEndpoint;
    }
}
