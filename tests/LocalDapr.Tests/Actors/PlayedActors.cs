using System.Collections.Concurrent;
using System.Net;
using LocalDapr.Sidecars;

namespace LocalDapr.Tests.Actors;

/// <summary>An application channel without network: keeps the calls and answers as told.</summary>
internal sealed class PlayedActors : IAppChannel
{
    public ConcurrentQueue<string> Calls { get; } = new();

    public Func<HttpRequestMessage, Task<HttpStatusCode>> Answer { get; set; } = _ => Task.FromResult(HttpStatusCode.OK);

    public bool HasApp => true;

    public GrpcApp? Grpc => null;

    public int Port => 1;

    public Task WaitUntilListeningAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"{request.Method} {request.RequestUri}");
        return new HttpResponseMessage(await Answer(request).WaitAsync(cancellationToken));
    }
}
