using VectorCare.Scraper.PollState;

namespace VectorCare.Scraper.Quarantine;

/// <summary>Which patients are hidden, for all replicas.</summary>
internal interface IQuarantineStore
{
    /// <summary>Every slot of a vendor that has hidden patients.</summary>
    Task<IReadOnlyList<HiddenSlot>> ReadAllAsync(string vendor, CancellationToken cancellationToken);

    /// <summary>The hidden patients of a slot, and the etag to write with; null where nothing was ever written.</summary>
    Task<(HiddenSlot Slot, string? Etag)> ReadAsync(string vendor, int slot, CancellationToken cancellationToken);

    /// <summary>Writes the hidden patients of a slot.</summary>
    /// <returns>False when another replica wrote in between.</returns>
    Task<bool> TryWriteAsync(string vendor, HiddenSlot slot, string? etag, CancellationToken cancellationToken);
}
