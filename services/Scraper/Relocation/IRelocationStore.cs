using Dapr.Client;
using VectorCare.Contracts;
using VectorCare.Scraper.PollState;

namespace VectorCare.Scraper.Relocation;

/// <summary>Which names of pages changed, for all replicas.</summary>
internal interface IRelocationStore
{
    /// <summary>The relocations of a vendor, and the etag to write with; null where nothing was ever written.</summary>
    Task<(VendorRelocations Relocations, string? Etag)> ReadAsync(string vendor, CancellationToken cancellationToken);

    /// <summary>Writes the relocations of a vendor.</summary>
    /// <returns>False when another replica wrote in between.</returns>
    Task<bool> TryWriteAsync(string vendor, VendorRelocations relocations, string? etag, CancellationToken cancellationToken);
}

/// <summary>Relocations in component <see cref="ComponentNames.PollStore"/>, key <c>relocations-v1-{vendor}</c>.</summary>
internal sealed class DaprRelocationStore(DaprClient dapr) : IRelocationStore
{
    public async Task<(VendorRelocations Relocations, string? Etag)> ReadAsync(string vendor, CancellationToken cancellationToken)
    {
        var (relocations, etag) = await dapr.ReadAsync(Key(vendor), RelocationJson.Default.VendorRelocations, cancellationToken);
        return (relocations ?? VendorRelocations.None, etag);
    }

    public Task<bool> TryWriteAsync(string vendor, VendorRelocations relocations, string? etag, CancellationToken cancellationToken) =>
        dapr.TryWriteAsync(Key(vendor), relocations, RelocationJson.Default.VendorRelocations, etag, cancellationToken);

    private static string Key(string vendor) => "relocations-v1-" + vendor;
}
