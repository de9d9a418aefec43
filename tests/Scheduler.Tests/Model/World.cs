using Microsoft.Extensions.Time.Testing;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scheduler.Claims;
using VectorCare.TestKit;

namespace VectorCare.Scheduler.Tests.Model;

/// <summary>State, pub/sub and clock that all replicas share. Each call of a replica waits until the driver lets it happen, fail, or happen and lose its answer.</summary>
internal sealed class World(Mutation mutation)
{
    public const int FirstSlot = 10;
    public const int SlotCount = 2;
    public const int LeaseSeconds = 10;

    private readonly Dictionary<string, (Claim Value, string ETag, DateTimeOffset Expires)> _claims = [];
    private int _etags;
    private int _attempts;

    public FakeTimeProvider Clock { get; } = new(Slots.Due(5_900_000, FirstSlot) - TimeSpan.FromSeconds(1));

    public Mutation Mutation { get; } = mutation;

    public List<PollBatch> Published { get; } = [];

    /// <summary>Calls that wait for the driver.</summary>
    public PendingCalls<Replica> Calls { get; } = new(() => new IOException("lost"));

    public static IReadOnlyList<SlotMember> Members { get; } =
    [
        .. Enumerable.Range(1, 5).Select(i => new SlotMember(
            new Guid(i, 0, 0, new byte[8]), "clinic-01", i <= 3 ? "aurora" : "borealis", $"ref-{i}", DateTimeOffset.UnixEpoch, Paused: false)),
    ];

    public Task<(Claim Value, string ETag)?> ReadAsync(Replica replica, string key) => Calls.WaitAsync(replica, () => Find(key));

    public Task<bool> TryWriteAsync(Replica replica, string key, Claim claim, string? etag) => Calls.WaitAsync(replica, () =>
    {
        if (Mutation == Mutation.DoneIsForgotten && claim.Done)
            return true;
        if (Mutation != Mutation.LastWriteWins && Find(key)?.ETag != etag)
            return false;
        var ttl = TimeSpan.FromSeconds(Mutation == Mutation.ClaimsVanish ? 1 : 900);
        _claims[key] = (claim, (++_etags).ToString(), Clock.GetUtcNow() + ttl);
        return true;
    });

    public async Task PublishAsync(Replica replica, PollBatch batch)
    {
        if (Mutation == Mutation.LastBatchIsPresumed && batch.Vendor == Members[^1].Vendor)
            return;
        try
        {
            await Calls.WaitAsync(replica, () =>
            {
                Published.Add(Mutation == Mutation.FreshIds ? batch with { BatchId = $"{batch.BatchId}:{++_attempts}" } : batch);
                return true;
            });
        }
        catch (IOException) when (Mutation == Mutation.FailuresAreSwallowed)
        {
        }
    }

    private (Claim Value, string ETag)? Find(string key) =>
        _claims.TryGetValue(key, out var found) && found.Expires > Clock.GetUtcNow() ? (found.Value, found.ETag) : null;
}
