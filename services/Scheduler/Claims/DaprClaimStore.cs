using System.Text.Json;
using Dapr.Client;
using Microsoft.Extensions.Options;
using VectorCare.Contracts;

namespace VectorCare.Scheduler.Claims;

/// <summary>Claims in <see cref="ComponentNames.ClaimStore"/>, every write first-write and with its TTL.</summary>
internal sealed class DaprClaimStore(DaprClient dapr, IOptions<SchedulerOptions> options) : IClaimStore
{
    private static readonly StateOptions FirstWrite = new() { Concurrency = ConcurrencyMode.FirstWrite };

    private readonly Dictionary<string, string> _ttl = new() { ["ttlInSeconds"] = options.Value.ClaimTtlSeconds.ToString() };

    public async Task<(Claim Claim, string ETag)?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        var (bytes, etag) = await dapr.GetByteStateAndETagAsync(ComponentNames.ClaimStore, key, cancellationToken: cancellationToken);
        return bytes.Length == 0 ? null : (JsonSerializer.Deserialize(bytes.Span, ClaimJson.Default.Claim)!, etag);
    }

    public async Task<bool> TryWriteAsync(string key, Claim claim, string? etag, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(claim, ClaimJson.Default.Claim);
        if (etag is not null)
            return await dapr.TrySaveByteStateAsync(ComponentNames.ClaimStore, key, bytes, etag, FirstWrite, _ttl, cancellationToken);
        await dapr.SaveByteStateAsync(ComponentNames.ClaimStore, key, bytes, FirstWrite, _ttl, cancellationToken);
        return true;
    }
}
