using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using VectorCare.Contracts;

namespace VectorCare.ServiceDefaults.Health;

/// <summary>Readiness as JSON: a status and an entry per check, so that an operator sees what is missing.</summary>
internal static class ReadinessEndpoint
{
    public static void MapReadiness(this WebApplication app) =>
        app.MapHealthChecks(Routes.Ready, new HealthCheckOptions { ResponseWriter = WriteAsync }).AllowAnonymous();

    private static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(new
        {
            status = report.Status.ToString(),
            checks = report.Entries.ToDictionary(e => e.Key, e => new { status = e.Value.Status.ToString(), e.Value.Description }),
        });
}
