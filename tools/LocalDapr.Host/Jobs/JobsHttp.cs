using System.Text.Json;
using LocalDapr.Sidecars;
using Microsoft.AspNetCore.Http;

namespace LocalDapr.Jobs;

/// <summary>The HTTP routes of jobs.</summary>
internal sealed class JobsHttp(JobsApi jobs, string appId, int maxBodyBytes)
{
    /// <summary>Maps the routes.</summary>
    /// <param name="api">Where to map.</param>
    public void Map(SidecarApi api)
    {
        foreach (var version in new[] { "v1.0", "v1.0-alpha1" })
        {
            api.Http("POST", version + "/jobs/{name}", ScheduleAsync);
            api.Http("GET", version + "/jobs/{name}", GetAsync);
            api.Http("DELETE", version + "/jobs/{name}", DeleteAsync);
        }
    }

    private async Task ScheduleAsync(HttpContext context, IReadOnlyDictionary<string, string> values)
    {
        var body = await RequestBody.ReadAsync(context, maxBodyBytes);
        JobRequest request;
        try
        {
            request = JobJson.Read(body);
        }
        catch (JsonException error)
        {
            await JobErrors.Malformed(error.Message).Http.WriteAsync(context.Response);
            return;
        }
        if (request.Job.Name.Length > 0)
        {
            await JobErrors.NameInBody(appId).Http.WriteAsync(context.Response);
            return;
        }
        request.Job.Name = values["name"].Trim();
        await AnswerAsync(context, await jobs.ScheduleAsync(request.Job, request.Overwrite));
    }

    private async Task GetAsync(HttpContext context, IReadOnlyDictionary<string, string> values)
    {
        var (job, error) = await jobs.GetAsync(values["name"]);
        if (error is not null)
        {
            await error.Http.WriteAsync(context.Response);
            return;
        }
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(JobJson.Write(job!), context.RequestAborted);
    }

    private async Task DeleteAsync(HttpContext context, IReadOnlyDictionary<string, string> values) =>
        await AnswerAsync(context, await jobs.DeleteAsync(values["name"]));

    private static async Task AnswerAsync(HttpContext context, JobError? error)
    {
        if (error is not null)
            await error.Http.WriteAsync(context.Response);
        else
            context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
