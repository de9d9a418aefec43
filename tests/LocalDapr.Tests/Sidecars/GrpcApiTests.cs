using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using LocalDapr.Cel;
using LocalDapr.Hosting;
using LocalDapr.Resiliency;
using LocalDapr.Resources;
using LocalDapr.Tests.Hosting;
using Microsoft.AspNetCore.Http;

namespace LocalDapr.Tests.Sidecars;

public sealed class GrpcApiTests : IAsyncLifetime
{
    private PlayedApp _callee = null!;
    private LocalDaprHost _dapr = null!;
    private GrpcChannel _channel = null!;
    private Dapr.Client.Autogen.Grpc.v1.Dapr.DaprClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _callee = await PlayedApp.StartAsync();
        _dapr = await LocalDaprHost.StartAsync(new LocalDaprOptions
        {
            Apps = [new LocalDaprApp { AppId = "probe", MaxBodyBytes = 1000 }, new LocalDaprApp { AppId = "callee", AppPort = _callee.Port }],
            LoadResources = _ => TestResources.With(Policies(), new ComponentSpec("hook", "bindings.http", "v1", new Dictionary<string, string> { ["url"] = $"http://127.0.0.1:{_callee.Port}/hook" }, "test")),
        });
        _channel = GrpcChannel.ForAddress(_dapr.App("probe").GrpcEndpoint);
        _client = new(_channel);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _dapr.DisposeAsync();
        await _callee.DisposeAsync();
    }

    [Fact]
    public async Task InvokeService_HttpApp_BecomesHttpRequest()
    {
        _callee.Answer = (http, _) =>
        {
            http.Response.StatusCode = 201;
            return http.Response.WriteAsJsonAsync(new { got = 1 });
        };
        var reply = await _client.InvokeServiceAsync(Request("POST", "a/b", "x=1", """{"a":1}"""));
        Assert.Equal("""{"got":1}""", reply.Data.Value.ToStringUtf8());
        Assert.StartsWith("application/json", reply.ContentType, StringComparison.Ordinal);
        var call = await _callee.NextAsync();
        Assert.Equal("/a/b?x=1", call.Target);
        Assert.Equal("application/json", call.Headers["content-type"]);
        Assert.Equal("probe", call.Headers["dapr-caller-app-id"]);
    }

    [Theory]
    [InlineData(400, StatusCode.Internal, "Bad Request")]
    [InlineData(404, StatusCode.NotFound, "Not Found")]
    [InlineData(409, StatusCode.AlreadyExists, "Conflict")]
    [InlineData(418, StatusCode.Unknown, "I'm a teapot")]
    [InlineData(503, StatusCode.Unavailable, "Service Unavailable")]
    public async Task InvokeService_ErrorStatus_BecomesGrpcCode(int status, StatusCode code, string detail)
    {
        _callee.Answer = (http, _) =>
        {
            http.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        var error = await Assert.ThrowsAsync<RpcException>(async () => await _client.InvokeServiceAsync(Request("GET", "x")));
        Assert.Equal((code, detail), (error.StatusCode, error.Status.Detail));
    }

    [Fact]
    public async Task InvokeService_TimeoutAndOpenBreaker_HaveCodesOfTheirOwn()
    {
        _callee.Answer = (http, _) => Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        var late = await Assert.ThrowsAsync<RpcException>(async () => await _client.InvokeServiceAsync(Request("GET", "late")));
        var open = await Assert.ThrowsAsync<RpcException>(async () => await _client.InvokeServiceAsync(Request("GET", "late")));

        Assert.Equal((StatusCode.DeadlineExceeded, "context deadline exceeded"), (late.StatusCode, late.Status.Detail));
        Assert.Equal((StatusCode.Unknown, "circuit breaker is open"), (open.StatusCode, open.Status.Detail));
    }

    [Fact]
    public async Task InvokeBinding_Answer_ShowsItsMetadataAsHeaders()
    {
        using var call = _client.InvokeBindingAsync(new InvokeBindingRequest { Name = "hook", Operation = "get" });

        Assert.Equal("200", (await call.ResponseHeadersAsync).GetValue("metadata.statuscode"));
        Assert.Equal("200", (await call).Metadata["statusCode"]);
    }

    [Fact]
    public async Task AnyMethod_NotServed_IsUnimplementedAndNamed()
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await _client.TryLockAlpha1Async(new TryLockRequest()));
        Assert.Equal(StatusCode.Unimplemented, error.StatusCode);
        Assert.Contains("TryLockAlpha1", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherService_Called_IsUnknown()
    {
        var method = new Method<Empty, Empty>(MethodType.Unary, "other.Service", "Call", Marshaller, Marshaller);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await _channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, new Empty()));
        Assert.Equal(StatusCode.Unknown, error.StatusCode);
    }

    [Fact]
    public async Task Message_OverLimit_IsResourceExhausted()
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await _client.InvokeServiceAsync(Request("POST", "x", "", new string('x', 2000))));
        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
    }

    private static ResiliencyDocument Policies() => TestResources.Policies(
        new ResiliencyPolicies
        {
            Timeouts = new Dictionary<string, TimeSpan> { ["short"] = TimeSpan.FromMilliseconds(500) },
            CircuitBreakers = new Dictionary<string, BreakerSpec> { ["once"] = new() { Trip = CelExpression.Parse("consecutiveFailures >= 1") } },
        },
        new ResiliencyTargets { Apps = new Dictionary<string, PolicyNames> { ["callee"] = new("short", null, "once") } });

    private static Marshaller<Empty> Marshaller => Marshallers.Create(message => message.ToByteArray(), Empty.Parser.ParseFrom);

    private static InvokeServiceRequest Request(string verb, string method, string query = "", string? body = null) => new()
    {
        Id = "callee",
        Message = new InvokeRequest
        {
            Method = method,
            ContentType = body is null ? "" : "application/json",
            Data = body is null ? null : new Any { Value = ByteString.CopyFromUtf8(body) },
            HttpExtension = new HTTPExtension { Verb = System.Enum.Parse<HTTPExtension.Types.Verb>(verb, ignoreCase: true), Querystring = query },
        },
    };
}
