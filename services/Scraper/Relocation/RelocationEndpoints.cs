using VectorCare.Scraper.Vendors;
using VectorCare.ServiceDefaults.Auth;

namespace VectorCare.Scraper.Relocation;

/// <summary>Where operators see which names changed, before and after, and decide.</summary>
internal static class RelocationEndpoints
{
    public static void MapRelocations(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/v1/relocations/{vendor}", ListAsync).RequireRole(Roles.Operator).WithName("GetRelocations").WithSummary("Names of a vendor's pages that changed, before and after, and what became of them.");
        endpoints.MapPost("/v1/relocations/{vendor}/{id}/confirm", (string vendor, string id, RelocationBook book, CancellationToken stop) => DecideAsync(vendor, id, true, book, stop))
            .RequireRole(Roles.Operator).WithName("ConfirmRelocation").WithSummary("Confirms new names: from now on they count as the old ones.");
        endpoints.MapPost("/v1/relocations/{vendor}/{id}/reject", (string vendor, string id, RelocationBook book, CancellationToken stop) => DecideAsync(vendor, id, false, book, stop))
            .RequireRole(Roles.Operator).WithName("RejectRelocation").WithSummary("Rejects new names: pages that have them stay refused.");
    }

    private static async Task<IResult> ListAsync(string vendor, IEnumerable<IVendorAdapter> adapters, RelocationBook book, CancellationToken cancellationToken) =>
        adapters.Any(a => a.Name == vendor) ? Results.Ok((await book.ReadAsync(vendor, cancellationToken)).All) : Results.NotFound();

    private static async Task<IResult> DecideAsync(string vendor, string id, bool confirms, RelocationBook book, CancellationToken cancellationToken) =>
        await book.DecideAsync(vendor, id, confirms, cancellationToken) is { Count: > 0 } decided ? Results.Ok(decided) : Results.NotFound();
}
