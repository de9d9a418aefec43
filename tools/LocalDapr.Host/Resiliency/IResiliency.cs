namespace LocalDapr.Resiliency;

/// <summary>Policies by target. A target without policy runs one attempt.</summary>
internal interface IResiliency
{
    /// <summary>Policy for calls from this sidecar to an app or HTTPEndpoint.</summary>
    /// <param name="target">App id or endpoint name.</param>
    /// <param name="breakerKey">Key of the breaker: <c>appID:path</c> for an app, <c>name:baseUrl</c> for an endpoint.</param>
    /// <returns>The runner.</returns>
    IPolicy App(string target, string breakerKey);

    /// <summary>Policy for calls from this sidecar to a component (publish, state, binding).</summary>
    /// <param name="component">Component name.</param>
    /// <returns>The runner.</returns>
    IPolicy Outbound(string component);

    /// <summary>Policy for deliveries from a component to the application.</summary>
    /// <param name="component">Component name.</param>
    /// <returns>The runner.</returns>
    IPolicy Inbound(string component);

    /// <summary>Policy for calls to an actor.</summary>
    /// <param name="type">Actor type.</param>
    /// <param name="id">Actor id.</param>
    /// <returns>The runner.</returns>
    IPolicy Actor(string type, string id);
}

/// <summary>Retry (outer), breaker, timeout (inner, per attempt), as Dapr composes them. Timers run on the sidecar's clock.</summary>
internal interface IPolicy
{
    /// <summary>True when a policy (not only a default of the runtime) applies.</summary>
    bool HasRetry { get; }

    /// <summary>Runs attempts until one succeeds or the policy gives up; then returns the last result, or throws the last exception.</summary>
    /// <typeparam name="T">Result of an attempt.</typeparam>
    /// <param name="attempt">One attempt; its token ends with the policy's timeout.</param>
    /// <param name="judge">Tells whether a result is a failure and with which status. An exception is always a retriable failure without status, unless it is a <see cref="PermanentException"/>.</param>
    /// <param name="cancellationToken">Ends everything.</param>
    /// <returns>The last result.</returns>
    /// <exception cref="BreakerOpenException">The breaker is open, or half-open with its trial running.</exception>
    /// <exception cref="TimeoutException">The last attempt ran into the policy's timeout; the message is <c>context deadline exceeded</c>.</exception>
    Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, Func<T, Verdict> judge, CancellationToken cancellationToken);
}

/// <summary>Judgement of one attempt.</summary>
/// <param name="Success">True: done.</param>
/// <param name="HttpStatus">HTTP status of a failure, for <c>matching.httpStatusCodes</c>.</param>
/// <param name="GrpcStatus">gRPC status of a failure, for <c>matching.gRPCStatusCodes</c>.</param>
/// <param name="Permanent">True: a failure that is never retried.</param>
internal readonly record struct Verdict(bool Success, int? HttpStatus = null, int? GrpcStatus = null, bool Permanent = false)
{
    /// <summary>Success.</summary>
    public static Verdict Ok => new(true);

    /// <summary>A failure without status, retried by any retry policy.</summary>
    public static Verdict Failed => new(false);
}

/// <summary>The breaker does not let the call through.</summary>
internal sealed class BreakerOpenException(string message) : Exception(message);

/// <summary>A failure that a retry policy must not retry.</summary>
internal sealed class PermanentException(string message, Exception? inner = null) : Exception(message, inner);
