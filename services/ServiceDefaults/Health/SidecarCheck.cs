using Microsoft.Extensions.Diagnostics.HealthChecks;
using VectorCare.ServiceDefaults.Sidecar;

namespace VectorCare.ServiceDefaults.Health;

/// <summary>Healthy while the sidecar says that it can serve the service's own calls. Register it with <c>AddHealthChecks().AddCheck&lt;SidecarCheck&gt;("sidecar")</c>.</summary>
/// <param name="http">Clients of the sidecar.</param>
/// <param name="options">Where the sidecar is.</param>
public sealed class SidecarCheck(IHttpClientFactory http, SidecarOptions options) : IHealthCheck
{
    /// <inheritdoc />
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            using var client = http.CreateClient(SidecarHttp.Name);
            using var response = await client.GetAsync("v1.0/healthz/outbound", cancellationToken);
            return response.IsSuccessStatusCode
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"The sidecar at {options.Http} answers {(int)response.StatusCode}.");
        }
        catch (HttpRequestException error)
        {
            return HealthCheckResult.Unhealthy($"No sidecar answers at {options.Http} ({error.HttpRequestError}).");
        }
    }
}
