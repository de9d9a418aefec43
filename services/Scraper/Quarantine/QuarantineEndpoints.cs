using VectorCare.ServiceDefaults.Auth;

namespace VectorCare.Scraper.Quarantine;

/// <summary>Hidden patients of one kind of page and reason.</summary>
internal sealed record QuarantineCount(string Page, string Reason, int Patients, DateTimeOffset Since);

/// <summary>What operators see of the quarantine, and how they replay it; no patient is named.</summary>
internal static class QuarantineEndpoints
{
    public static void MapQuarantine(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/v1/quarantine/{vendor}", CountAsync).RequireRole(Roles.Operator).WithName("GetQuarantine").WithSummary("Hidden patients of a vendor by kind of page and reason.");
        endpoints.MapPost("/v1/quarantine/{vendor}/replay", ReplayAsync).RequireRole(Roles.Operator).WithName("ReplayQuarantine").WithSummary("Reads the hidden patients of a vendor again, after a fix.");
    }

    private static async Task<QuarantineCount[]> CountAsync(string vendor, IQuarantineStore store, CancellationToken cancellationToken) =>
        [.. (await store.ReadAllAsync(vendor, cancellationToken)).SelectMany(s => s.Patients).GroupBy(p => (p.Hidden.Page, p.Hidden.Reason)).Select(g => new QuarantineCount(g.Key.Page, g.Key.Reason, g.Count(), g.Min(p => p.Hidden.Since)))];

    private static async Task<IResult> ReplayAsync(string vendor, QuarantineReplay replay, CancellationToken cancellationToken) =>
        await replay.RunAsync(vendor, cancellationToken) is { } result ? Results.Ok(result) : Results.NotFound();
}
