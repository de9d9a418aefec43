using System.Net;
using System.Net.Sockets;
using System.Text;

namespace VectorCare.Bench.Abuse;

/// <summary>What a client does that is none: noise instead of requests, and requests that stop in the middle.</summary>
/// <param name="httpPort">HTTP port of the sidecar.</param>
/// <param name="grpcPort">Its gRPC port.</param>
internal sealed class RawAttacks(int httpPort, int grpcPort)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public IEnumerable<Attack> All =>
    [
        new("noise_http", 8, (random, stop) => IsRefusedAsync(httpPort, Noise(random), stop)),
        new("noise_grpc", 8, (random, stop) => IsRefusedAsync(grpcPort, Noise(random), stop)),
        new("noise_after_preface", 4, (random, stop) => IsRefusedAsync(grpcPort, [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Noise(random)], stop)),
        new("malformed_headers", 6, (random, stop) => IsRefusedAsync(httpPort, Ascii($"GET /v1.0/healthz HTTP/1.1\r\nHost: a\r\nbad header {random.Next()}\r\n\r\n"), stop)),
        new("malformed_chunks", 6, (_, stop) => IsRefusedAsync(httpPort, Ascii("POST /v1.0/state/memory HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n"), stop)),
        new("truncated_body", 8, (random, stop) => IsRefusedAsync(httpPort, Ascii($"POST /v1.0/publish/local/single HTTP/1.1\r\nHost: a\r\nContent-Length: {random.Next(100, 4_000_000)}\r\n\r\n[half"), stop)),
    ];

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Noise(Random random)
    {
        var noise = new byte[random.Next(1, 2048)];
        random.NextBytes(noise);
        return noise;
    }

    // Refused: an answer of 4xx or none, then the end of the connection, soon.
    private static async Task<bool> IsRefusedAsync(int port, byte[] sent, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port, limit.Token);
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        var answer = new byte[4096];
        var filled = 0;
        try
        {
            await socket.SendAsync(sent, limit.Token);
            socket.Shutdown(SocketShutdown.Send);
            while (filled < answer.Length && await socket.ReceiveAsync(answer.AsMemory(filled), limit.Token) is > 0 and var read)
                filled += read;
        }
        catch (SocketException)
        {
            // Reset by the sidecar: refused.
        }

        var text = Encoding.ASCII.GetString(answer, 0, filled);
        return !text.StartsWith("HTTP/", StringComparison.Ordinal) || text[9] == '4';
    }
}
