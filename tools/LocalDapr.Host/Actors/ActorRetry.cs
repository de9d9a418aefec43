using System.Text.Json;
using Dapr.Client.Autogen.Grpc.v1;
using LocalDapr.Jobs;
using LocalDapr.Jobs.Engine;

namespace LocalDapr.Actors;

/// <summary>What happens when a tick of a reminder fails.</summary>
internal static class ActorRetry
{
    /// <summary>Without a policy of its own: once a second until it succeeds.</summary>
    public static readonly JobRetry Endless = new(TimeSpan.FromSeconds(1), null);

    /// <summary>Reads a policy in JSON.</summary>
    /// <param name="policy">The object.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="JsonException">It is none.</exception>
    public static JobRetry? Parse(JsonElement policy) => Of(JobJson.ReadPolicy(policy));

    /// <summary>Takes a policy over.</summary>
    /// <param name="policy">The policy, or null.</param>
    /// <returns>The policy, or null.</returns>
    public static JobRetry? Of(JobFailurePolicy? policy) =>
        policy is null || policy.PolicyCase == JobFailurePolicy.PolicyOneofCase.None ? null : JobsApi.Retry(policy);
}
