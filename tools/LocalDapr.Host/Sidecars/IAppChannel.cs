namespace LocalDapr.Sidecars;

/// <summary>Channel from a sidecar to its application, over HTTP or gRPC. Adds the application token to every callback.</summary>
internal interface IAppChannel
{
    /// <summary>True when the application has a port.</summary>
    bool HasApp { get; }

    /// <summary>Port of the application on loopback, or 0.</summary>
    int Port { get; }

    /// <summary>The application's gRPC callbacks; null when it speaks HTTP or has no port.</summary>
    GrpcApp? Grpc { get; }

    /// <summary>Completes when the application's port accepts a connection for the first time after the sidecar's start; at once when there is no application port (the task then never leads to calls).</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task WaitUntilListeningAsync(CancellationToken cancellationToken);

    /// <summary>Sends a request to the application. The request URI is relative (<c>/path?query</c>). Headers are not buffered; the answer is returned when its headers are there.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The answer, whatever its status.</returns>
    /// <exception cref="HttpRequestException">The application cannot be reached or hung up.</exception>
    Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken);
}
