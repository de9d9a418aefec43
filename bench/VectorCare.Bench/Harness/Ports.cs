using System.Net;
using System.Net.Sockets;

namespace VectorCare.Bench.Harness;

/// <summary>Loopback ports below the range that the system hands out by itself.</summary>
internal static class Ports
{
    private static int _next = 24_000 + (Environment.ProcessId % 200 * 20);

    public static int Next()
    {
        while (true)
        {
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, ++_next);
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
