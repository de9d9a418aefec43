namespace VectorCare.ServiceDefaults.Telemetry;

/// <summary>
/// Calls of the sidecar's state API. They have no span: a transmission that is judged reads and writes state some ten times, which was more than half of all
/// spans, and each of them says no more than "POST". What crosses services (pub/sub, invocation, workflows, bindings) has.
/// </summary>
internal static class StateCalls
{
    private const string Runtime = "/dapr.proto.runtime.v1.Dapr/";
    private static readonly string[] Methods = ["GetState", "GetBulkState", "SaveState", "DeleteState", "DeleteBulkState", "ExecuteStateTransaction"];

    /// <summary>Whether a request is one of them, over gRPC or HTTP.</summary>
    /// <param name="uri">Where the request goes, or null.</param>
    public static bool Is(Uri? uri) => uri?.AbsolutePath is { } path
        && (path.StartsWith("/v1.0/state/", StringComparison.Ordinal)
            || (path.StartsWith(Runtime, StringComparison.Ordinal) && Methods.Contains(path[Runtime.Length..], StringComparer.Ordinal))
            || (path.StartsWith("/v1.0/actors/", StringComparison.Ordinal) && path.EndsWith("/state", StringComparison.Ordinal)));
}
