using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using VectorCare.ServiceDefaults.Sidecar;

namespace VectorCare.Scheduler.Ticks;

/// <summary>The sidecar's jobs of this app.</summary>
internal interface IJobs
{
    /// <summary>The schedule of a job; null when there is no such job.</summary>
    Task<JobForm?> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>Creates or replaces a job.</summary>
    Task ScheduleAsync(string name, JobForm form, CancellationToken cancellationToken);
}

/// <summary>What a job is compared by: replacing one restarts its counter, so equal jobs are left alone.</summary>
/// <param name="Schedule">Cron.</param>
/// <param name="Interval">Interval of the constant failure policy, for example <c>1s</c>.</param>
/// <param name="MaxRetries">Retries of the constant failure policy.</param>
/// <param name="HasData">True when the job carries data; ticks carry none.</param>
internal sealed record JobForm(string? Schedule, string? Interval, int? MaxRetries, bool HasData);

/// <inheritdoc />
internal sealed class DaprJobs(IHttpClientFactory http) : IJobs
{
    public async Task<JobForm?> GetAsync(string name, CancellationToken cancellationToken)
    {
        using var client = http.CreateClient(SidecarHttp.Name);
        using var response = await client.GetAsync($"v1.0/jobs/{name}", cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        // A missing job is an internal error whose text says so.
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.InternalServerError && text.Contains("not found", StringComparison.OrdinalIgnoreCase))
            return null;
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"GET job {name}: {(int)response.StatusCode}", null, response.StatusCode);
        using var document = JsonDocument.Parse(text);
        var job = document.RootElement;
        var constant = job.TryGetProperty("failurePolicy", out var policy) && policy.TryGetProperty("constant", out var c) ? c : default;
        return new JobForm(
            job.TryGetProperty("schedule", out var schedule) ? schedule.GetString() : null,
            constant.ValueKind == JsonValueKind.Object && constant.TryGetProperty("interval", out var interval) ? interval.GetString() : null,
            constant.ValueKind == JsonValueKind.Object && constant.TryGetProperty("maxRetries", out var retries) ? retries.GetInt32() : null,
            job.TryGetProperty("data", out var data) && data.ValueKind != JsonValueKind.Null);
    }

    public async Task ScheduleAsync(string name, JobForm form, CancellationToken cancellationToken)
    {
        using var client = http.CreateClient(SidecarHttp.Name);
        var body = new JsonObject
        {
            ["schedule"] = form.Schedule,
            ["overwrite"] = true,
            ["failurePolicy"] = new JsonObject { ["constant"] = new JsonObject { ["interval"] = form.Interval, ["maxRetries"] = form.MaxRetries } },
        };
        using var content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PostAsync($"v1.0/jobs/{name}", content, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"POST job {name}: {(int)response.StatusCode}", null, response.StatusCode);
    }
}
