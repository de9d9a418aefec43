using System.Net;
using System.Net.Sockets;

namespace VectorCare.Bench.Runtime;

/// <summary>Ports below the range that the system hands out by itself, so that no other sidecar gets one before it is listened on.</summary>
internal static class FreePorts
{
    /// <summary>Different free ports.</summary>
    public static IEnumerable<int> All => Some().Distinct();

    private static IEnumerable<int> Some()
    {
        while (true)
        {
            var port = Random.Shared.Next(12_000, 20_000);
            if (IsFree(port))
                yield return port;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
