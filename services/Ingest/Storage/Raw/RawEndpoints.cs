using System.Security.Claims;
using VectorCare.Ingest.Storage.Upkeep;
using VectorCare.ServiceDefaults.Auth;

namespace VectorCare.Ingest.Storage.Raw;

/// <summary>Raw bytes come by service invocation, never on a topic, and are read one by one, each reading on record.</summary>
internal static partial class RawEndpoints
{
    public static void MapRaw(this WebApplication app)
    {
        app.MapPut("/v1/patients/{patient:guid}/raw/{hash:regex(^[0-9a-f]{{64}}$)}", PutAsync).RequireSidecar().WithName("PutRaw")
            .WithSummary("Stores raw bytes under their SHA-256; 204 when they are stored, 409 for another hash, 410 for a deleted patient, 413 beyond 16 MiB, 503 to come again.");
        app.MapGet("/v1/patients/{patient:guid}/raw/{hash:regex(^[0-9a-f]{{64}}$)}", GetAsync).RequireRole(Roles.Clinician).WithName("GetRaw")
            .WithSummary("Raw bytes by their SHA-256, as they were fetched; the reading is recorded.");
        app.MapGet("/v1/kept/{patient:guid}/{hash:regex(^[0-9a-f]{{64}}$)}", KeptAsync).RequireSidecar().WithName("GetKept")
            .WithSummary("Raw bytes for the scraper, which reads a kept page again; 410 where there are none; the reading is recorded.");
    }

    private static async Task<IResult> PutAsync(Guid patient, string hash, string vendor, HttpRequest request, RawStore store, ILogger<RawStore> logger)
    {
        if (vendor.Contains('\0', StringComparison.Ordinal))
            return Results.BadRequest();
        if (request.ContentLength is not { } length)
            return Results.StatusCode(StatusCodes.Status411LengthRequired);
        if (length > RawStore.Largest)
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        var content = new byte[length];
        await request.Body.ReadExactlyAsync(content, request.HttpContext.RequestAborted);
        try
        {
            return await store.PutAsync(patient, vendor, hash, content, request.HttpContext.RequestAborted) switch
            {
                RawResult.Stored or RawResult.Known => Results.NoContent(),
                RawResult.Deleted => Results.StatusCode(StatusCodes.Status410Gone),
                _ => Results.Conflict(),
            };
        }
        catch (Exception error) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            LogFailed(logger, hash, error);
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<IResult> GetAsync(Guid patient, string hash, ClaimsPrincipal user, RawStore store, AuditTrail audit, HttpContext http) =>
        await FindAsync(patient, hash, user.Identity?.Name ?? "unknown", store, audit, http) ?? Results.NotFound();

    private static async Task<IResult> KeptAsync(Guid patient, string hash, RawStore store, AuditTrail audit, HttpContext http) =>
        await FindAsync(patient, hash, "scraper", store, audit, http) ?? Results.StatusCode(StatusCodes.Status410Gone);

    private static async Task<IResult?> FindAsync(Guid patient, string hash, string who, RawStore store, AuditTrail audit, HttpContext http)
    {
        var content = await store.FindAsync(patient, hash, http.RequestAborted);
        await audit.RecordAsync(who, "read-raw", patient, content is null ? "not-found" : "given", http.RequestAborted);
        return content is null ? null : Results.Bytes(content, "application/octet-stream");
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Raw bytes {Hash} are not stored; they will come again.")]
    private static partial void LogFailed(ILogger logger, string hash, Exception error);
}
