namespace LocalDapr.Invocation;

/// <summary>The way to one target.</summary>
internal interface IInvocationRoute
{
    /// <summary>Key of the breaker.</summary>
    /// <param name="path">Decoded path of the call.</param>
    /// <returns>The key.</returns>
    string BreakerKey(string path);

    /// <summary>Sends one attempt.</summary>
    /// <param name="call">The call.</param>
    /// <param name="traceparent">Trace context of the attempt.</param>
    /// <param name="attempt">Number of the attempt, from 1.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The answer, its body not yet read.</returns>
    Task<HttpResponseMessage> SendAsync(OutgoingCall call, string traceparent, int attempt, CancellationToken cancellationToken);
}

/// <summary>A call failed before there was an answer; the message is Dapr's.</summary>
internal sealed class InvocationException(string message, Exception? inner = null) : Exception(message, inner);
