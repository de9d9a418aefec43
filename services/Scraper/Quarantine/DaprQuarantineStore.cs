using System.Text.Json;
using Dapr.Client;
using VectorCare.Contracts;
using VectorCare.Scraper.PollState;

namespace VectorCare.Scraper.Quarantine;

/// <summary>Hidden patients in component <see cref="ComponentNames.PollStore"/>. Keys: <c>quarantine-v1-{vendor}-{slot}</c>.</summary>
internal sealed class DaprQuarantineStore(DaprClient dapr) : IQuarantineStore
{
    private const string Store = ComponentNames.PollStore;

    public async Task<IReadOnlyList<HiddenSlot>> ReadAllAsync(string vendor, CancellationToken cancellationToken)
    {
        var items = await dapr.GetBulkStateAsync(Store, [.. Enumerable.Range(0, Slots.Count).Select(s => Key(vendor, s))], parallelism: 10, cancellationToken: cancellationToken);
        return [.. items.Where(i => !string.IsNullOrEmpty(i.Value)).Select(i => JsonSerializer.Deserialize(i.Value, PollStateJson.Default.HiddenSlot)!).Where(s => s.Patients.Count > 0)];
    }

    public async Task<(HiddenSlot Slot, string? Etag)> ReadAsync(string vendor, int slot, CancellationToken cancellationToken)
    {
        var (hidden, etag) = await dapr.ReadAsync(Key(vendor, slot), PollStateJson.Default.HiddenSlot, cancellationToken);
        return (hidden ?? new HiddenSlot(slot, []), etag);
    }

    public Task<bool> TryWriteAsync(string vendor, HiddenSlot slot, string? etag, CancellationToken cancellationToken) =>
        dapr.TryWriteAsync(Key(vendor, slot.Slot), slot, PollStateJson.Default.HiddenSlot, etag, cancellationToken);

    private static string Key(string vendor, int slot) => $"quarantine-v1-{vendor}-{slot}";
}
