using System.Collections.Concurrent;
using VectorCare.Scraper.Relocation;

namespace VectorCare.Scraper.Tests.Harness;

/// <summary>Relocations in memory, with first writes.</summary>
internal sealed class FakeRelocationStore : IRelocationStore
{
    private readonly ConcurrentDictionary<string, (VendorRelocations Relocations, int Version)> _all = new();

    public Task<(VendorRelocations Relocations, string? Etag)> ReadAsync(string vendor, CancellationToken cancellationToken) =>
        Task.FromResult(_all.TryGetValue(vendor, out var found) ? (found.Relocations, found.Version.ToString()) : (VendorRelocations.None, (string?)null));

    public Task<bool> TryWriteAsync(string vendor, VendorRelocations relocations, string? etag, CancellationToken cancellationToken)
    {
        if (etag is null)
            return Task.FromResult(_all.TryAdd(vendor, (relocations, 1)));
        return Task.FromResult(_all.TryGetValue(vendor, out var found) && found.Version.ToString() == etag && _all.TryUpdate(vendor, (relocations, found.Version + 1), found));
    }
}
