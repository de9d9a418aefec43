using System.Buffers.Binary;
using System.Threading.Channels;
using Dapr.Workflow.Protocol;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using VectorCare.TestKit;

namespace Dapr.Workflow.Tests.Dialogues;

/// <summary>A sidecar whose every word the test says: gRPC without a service behind it.</summary>
internal sealed class PlayedSidecar : IAsyncDisposable
{
    private const int FrameHeader = 5;
    private readonly Channel<WorkItem> _items = Channel.CreateUnbounded<WorkItem>();
    private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();
    private readonly WebApplication _app;

    private PlayedSidecar(WebApplication app) => _app = app;

    public Uri Address { get; private init; } = new("http://localhost");

    public static async Task<PlayedSidecar> StartAsync()
    {
        var port = FreePorts.Next();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, listen => listen.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        var sidecar = new PlayedSidecar(app) { Address = new Uri($"http://localhost:{port}") };
        app.Run(sidecar.ServeAsync);
        await app.StartAsync();
        return sidecar;
    }

    public void Send(WorkItem item) => _items.Writer.TryWrite(item);

    /// <summary>The next call, of the worker or the client.</summary>
    public async Task<Call> NextAsync(CancellationToken stop) => await _calls.Reader.ReadAsync(stop);

    public async ValueTask DisposeAsync()
    {
        _items.Writer.TryComplete();
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext http)
    {
        var name = Path.GetFileName(http.Request.Path.Value!);
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var call = new Call(name, RawWorker.Method(name).InputType.Parser.ParseFrom(body.ToArray().AsSpan(FrameHeader).ToArray()));
        http.Response.ContentType = "application/grpc";
        await http.Response.StartAsync(http.RequestAborted);
        _calls.Writer.TryWrite(call);
        if (name == "GetWorkItems")
        {
            await foreach (var item in _items.Reader.ReadAllAsync(http.RequestAborted))
                await WriteAsync(http, item);
        }
        else
        {
            await WriteAsync(http, await call.Reply.Task.WaitAsync(http.RequestAborted));
        }
        http.Response.AppendTrailer("grpc-status", "0");
    }

    private static async Task WriteAsync(HttpContext http, IMessage message)
    {
        var frame = new byte[FrameHeader + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - FrameHeader);
        message.WriteTo(frame.AsSpan(FrameHeader));
        await http.Response.Body.WriteAsync(frame, http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}

/// <summary>A call that waits for its reply.</summary>
/// <param name="Method">The method.</param>
/// <param name="Request">Its request.</param>
internal sealed record Call(string Method, IMessage Request)
{
    public TaskCompletionSource<IMessage> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
