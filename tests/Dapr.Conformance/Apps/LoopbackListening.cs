using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Dapr.Conformance.Apps;

internal static class LoopbackListening
{
    /// <summary>Listens on 127.0.0.1 only, HTTP/1.1.</summary>
    public static void ListenLocalhostOnly(this KestrelServerOptions options, int port) =>
        options.Listen(IPAddress.Loopback, port, l => l.Protocols = HttpProtocols.Http1);
}
