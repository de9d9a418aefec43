using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;

namespace VectorCare.Bench.Abuse;

/// <summary>gRPC calls with messages that are none.</summary>
/// <param name="http">Sends them.</param>
/// <param name="port">gRPC port of the sidecar.</param>
/// <param name="largest">Largest message that the sidecar takes, in bytes.</param>
internal sealed class GrpcAttacks(HttpClient http, int port, int largest)
{
    private static readonly string[] Methods = ["SaveState", "PublishEvent", "InvokeService", "ExecuteStateTransaction", "GetState", "NoSuchMethod"];

    public IEnumerable<Attack> All =>
    [
        new("grpc_garbage_message", 10, (random, stop) => FailsAsync(random, promised: null, stop)),
        new("grpc_truncated_message", 6, (random, stop) => FailsAsync(random, promised: random.Next(1000, 100_000), stop)),
        new("grpc_message_too_large", 4, (random, stop) => FailsAsync(random, promised: largest + random.Next(1, 1_000_000), stop)),
    ];

    private async Task<bool> FailsAsync(Random random, int? promised, CancellationToken stop)
    {
        var message = new byte[5 + random.Next(1, 500)];
        random.NextBytes(message);
        message[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), promised ?? message.Length - 5);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://127.0.0.1:{port}/dapr.proto.runtime.v1.Dapr/{Methods[random.Next(Methods.Length)]}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(message),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TryAddWithoutValidation("te", "trailers");
        using var answer = await http.SendAsync(request, stop);
        var status = answer.Headers.TryGetValues("grpc-status", out var early) ? early : answer.TrailingHeaders.TryGetValues("grpc-status", out var late) ? late : [];
        return answer.StatusCode == HttpStatusCode.OK && status.SingleOrDefault() is { } code && code != "0";
    }
}
