using System.Net;
using System.Net.Sockets;

namespace Dapr.Conformance.Playing;

/// <summary>Ports of a case, by the names that the recordings use.</summary>
internal static class PlayedPorts
{
    private static readonly string[] Names = ["PROBE_PORT", "PROBE_HTTP", "PROBE_GRPC", "CALLEE_PORT", "CALLEE_HTTP", "CALLEE_GRPC", "VENDOR_PORT", "SMTP_PORT", "CLOSED_PORT"];
    private static readonly Lock Gate = new();
    private static int _next = 20_000 + (Environment.ProcessId % 300 * 20);

    /// <summary>Free ports below the range that the system hands out by itself, so that nobody takes one before it is listened on.</summary>
    public static IReadOnlyDictionary<string, int> Free()
    {
        lock (Gate)
            return Names.ToDictionary(n => n, _ => NextFree());
    }

    private static int NextFree()
    {
        while (true)
        {
            _next = _next >= 32_000 ? 20_000 : _next + 1;
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, _next);
                probe.Start();
                return _next;
            }
            catch (SocketException)
            {
                // Taken: the next one.
            }
        }
    }
}
