using System.Net;
using System.Net.Sockets;

namespace VectorCare.TestKit;

/// <summary>A loopback port that refuses connections until it is disposed: bound, so that nobody else gets it, but not listened on.</summary>
public sealed class ClosedPort : IDisposable
{
    private readonly Socket _bound = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Takes a port.</summary>
    public ClosedPort() => _bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    /// <summary>The port.</summary>
    public int Number => ((IPEndPoint)_bound.LocalEndPoint!).Port;

    /// <inheritdoc/>
    public void Dispose() => _bound.Dispose();
}
