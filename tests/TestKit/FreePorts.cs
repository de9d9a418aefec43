using System.Net;
using System.Net.Sockets;

namespace VectorCare.TestKit;

/// <summary>Loopback ports below the range that the system hands out by itself, so that nobody takes one before it is listened on.</summary>
public static class FreePorts
{
    private static readonly Lock Gate = new();
    private static int _next = 20_000 + (Environment.ProcessId % 300 * 20);

    /// <summary>A port on which nobody listens.</summary>
    /// <returns>20,001 to 32,000.</returns>
    public static int Next()
    {
        lock (Gate)
        {
            while (true)
            {
                _next = _next >= 32_000 ? 20_001 : _next + 1;
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
}
