using Dapr.Client.Autogen.Grpc.v1;
using LocalDapr.Sidecars;

namespace LocalDapr.Jobs;

/// <summary>The gRPC methods of jobs, each also under its older name.</summary>
internal sealed class JobsGrpc(JobsApi jobs)
{
    /// <summary>Maps the methods.</summary>
    /// <param name="api">Where to map.</param>
    public void Map(SidecarApi api)
    {
        foreach (var alpha in new[] { "", "Alpha1" })
            MapJobs(api, alpha);
        api.Unary<DeleteJobsByPrefixRequest, DeleteJobsByPrefixResponse>("DeleteJobsByPrefix", async (request, _) =>
        {
            await jobs.DeleteByPrefixAsync(request.NamePrefix);
            return new DeleteJobsByPrefixResponse();
        });
        api.Unary<DeleteJobsByPrefixRequestAlpha1, DeleteJobsByPrefixResponseAlpha1>("DeleteJobsByPrefixAlpha1", async (request, _) =>
        {
            await jobs.DeleteByPrefixAsync(request.NamePrefix);
            return new DeleteJobsByPrefixResponseAlpha1();
        });
        api.Unary<ListJobsRequest, ListJobsResponse>("ListJobs", async (_, _) => new ListJobsResponse { Jobs = { await jobs.ListAsync() } });
        api.Unary<ListJobsRequestAlpha1, ListJobsResponseAlpha1>("ListJobsAlpha1", async (_, _) => new ListJobsResponseAlpha1 { Jobs = { await jobs.ListAsync() } });
    }

    private void MapJobs(SidecarApi api, string suffix)
    {
        api.Unary<ScheduleJobRequest, ScheduleJobResponse>("ScheduleJob" + suffix, async (request, _) =>
            await jobs.ScheduleAsync(request.Job, request.Overwrite) is { } error ? throw error.Grpc : new ScheduleJobResponse());
        api.Unary<GetJobRequest, GetJobResponse>("GetJob" + suffix, async (request, _) =>
        {
            var (job, error) = await jobs.GetAsync(request.Name);
            return error is null ? new GetJobResponse { Job = job } : throw error.Grpc;
        });
        api.Unary<DeleteJobRequest, DeleteJobResponse>("DeleteJob" + suffix, async (request, _) =>
            await jobs.DeleteAsync(request.Name) is { } error ? throw error.Grpc : new DeleteJobResponse());
    }
}
