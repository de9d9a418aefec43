using System.Net;
using System.Net.Sockets;
using System.Text;

namespace VectorCare.Bench.Abuse;

/// <summary>An application that answers its sidecar's questions and nothing else properly: it dies in a request, stops in an answer, talks garbage or never answers, as the path says.</summary>
internal sealed class HostileApp : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _serving;

    public HostileApp()
    {
        _listener.Start(backlog: 512);
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _serving;
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = TreatAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task TreatAsync(TcpClient client)
    {
        using (client)
        {
            // A reset instead of a farewell: no port stays behind.
            client.LingerState = new LingerOption(enable: true, seconds: 0);
            try
            {
                var stream = client.GetStream();
                var buffer = new byte[8192];
                while (await stream.ReadAsync(buffer, _stopping.Token) is > 0 and var read)
                {
                    var line = Encoding.ASCII.GetString(buffer, 0, Math.Min(read, 64));
                    if (line.Contains("/dapr/", StringComparison.Ordinal))
                        await stream.WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _stopping.Token);
                    else if (!await MistreatAsync(line, stream))
                        return;
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // The sidecar hung up.
            }
        }
    }

    private async Task<bool> MistreatAsync(string line, NetworkStream stream)
    {
        if (line.Contains("/never", StringComparison.Ordinal))
            return true;
        if (line.Contains("/half", StringComparison.Ordinal))
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\nonly this"u8.ToArray(), _stopping.Token);
        else if (line.Contains("/garbage", StringComparison.Ordinal))
            await stream.WriteAsync("\0\u0001NOT HTTP \r\nat: all\r\n\r\n"u8.ToArray(), _stopping.Token);
        return false;
    }
}
