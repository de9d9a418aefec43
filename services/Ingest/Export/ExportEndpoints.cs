using System.Security.Claims;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Storage.Upkeep;
using VectorCare.ServiceDefaults.Auth;

namespace VectorCare.Ingest.Export;

/// <summary>Operators ask for a day and look how far it is; the data itself never leaves through here.</summary>
internal static class ExportEndpoints
{
    public static void MapExport(this WebApplication app)
    {
        var days = app.MapGroup("/v1/exports/{day}").RequireRole(Roles.Operator);
        days.MapPut(string.Empty, PutAsync).WithName("ExportDay").WithSummary("Exports a UTC day to Parquet files; 202, or 409 with the reason. Files that are there stay, unless replace=true.");
        days.MapGet(string.Empty, (DateOnly day, ExportService exports) => exports.Find(Number(day)) is { } progress ? Results.Ok(progress) : Results.NotFound())
            .WithName("GetExport").WithSummary("How far the export of a day is.");
    }

    private static async Task<IResult> PutAsync(DateOnly day, bool? replace, ClaimsPrincipal user, ExportService exports, AuditTrail audit, HttpContext http)
    {
        var refusal = await exports.AskAsync(Number(day), replace ?? false, http.RequestAborted);
        await audit.RecordAsync(user.Identity?.Name ?? "unknown", $"export-day-{day:yyyy-MM-dd}", null, refusal?.ToString() ?? "accepted", http.RequestAborted);
        return refusal is null ? Results.Accepted() : Results.Problem(statusCode: StatusCodes.Status409Conflict, title: refusal.ToString());
    }

    private static int Number(DateOnly day) => StorageDay.Of(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero));
}
