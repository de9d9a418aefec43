using VectorCare.Scraper.PollState;
using VectorCare.Scraper.Quarantine;

namespace VectorCare.Scraper.Tests.Harness;

/// <summary>Hidden patients with etags, shared by every scraper over it.</summary>
internal sealed class FakeQuarantineStore : IQuarantineStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Vendor, int Slot), (HiddenSlot Slot, int Etag)> _slots = [];

    public Task<IReadOnlyList<HiddenSlot>> ReadAllAsync(string vendor, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<HiddenSlot>>([.. _slots.Where(s => s.Key.Vendor == vendor && s.Value.Slot.Patients.Count > 0).Select(s => s.Value.Slot)]);
    }

    public Task<(HiddenSlot Slot, string? Etag)> ReadAsync(string vendor, int slot, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(_slots.TryGetValue((vendor, slot), out var found) ? (found.Slot, (string?)found.Etag.ToString()) : (new HiddenSlot(slot, []), null));
    }

    public Task<bool> TryWriteAsync(string vendor, HiddenSlot slot, string? etag, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var known = _slots.TryGetValue((vendor, slot.Slot), out var found) ? found.Etag : 0;
            if (etag != (known == 0 ? null : known.ToString()))
                return Task.FromResult(false);
            _slots[(vendor, slot.Slot)] = (slot, known + 1);
            return Task.FromResult(true);
        }
    }
}
