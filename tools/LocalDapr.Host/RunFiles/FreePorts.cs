using System.Net;
using System.Net.Sockets;

namespace LocalDapr.RunFiles;

/// <summary>Ports of loopback.</summary>
internal static class FreePorts
{
    /// <summary>Any free port.</summary>
    /// <returns>The port.</returns>
    public static int Any()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>True when nothing listens on a port.</summary>
    /// <param name="port">The port.</param>
    /// <returns>True or false.</returns>
    public static bool IsFree(int port)
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
