using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using LocalDapr.Faults;
using LocalDapr.Jobs.Engine;
using LocalDapr.Sidecars;

namespace LocalDapr.Jobs;

/// <summary>What HTTP and gRPC have in common. A job is kept as the protobuf message it is shown as.</summary>
internal sealed class JobsApi(JobScheduler scheduler, SidecarContext context)
{
    private readonly string _owner = OwnerOf(context.AppId);

    /// <summary>Owner of an app's jobs.</summary>
    /// <param name="appId">App id.</param>
    /// <returns>The owner.</returns>
    public static string OwnerOf(string appId) => "app||" + appId;

    /// <summary>Registers a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="overwrite">True replaces one of that name.</param>
    /// <returns>The error, or null.</returns>
    public async Task<JobError?> ScheduleAsync(Job? job, bool overwrite)
    {
        if (job is null)
            return JobErrors.Missing("Job", context.AppId);
        if (job.Name.Length == 0)
            return JobErrors.Missing("Name", context.AppId);
        if (!job.HasSchedule && !job.HasDueTime)
            return JobErrors.Missing("Schedule", context.AppId);
        if (job.Name.AsSpan().IndexOfAny("/\\#?") >= 0)
            return JobErrors.Refused($"job name is invalid \"{JobErrors.Key(job.Name, context.AppId)}\": must not contain '/', '\\', '#' or '?'", context.AppId);
        job.FailurePolicy ??= new JobFailurePolicy { Constant = new JobFailurePolicyConstant { Interval = new Duration { Seconds = 1 }, MaxRetries = 3 } };
        var timing = new JobTiming(
            job.HasSchedule ? job.Schedule : null,
            job.HasDueTime ? job.DueTime : null,
            job.HasRepeats ? job.Repeats : null,
            job.HasTtl ? job.Ttl : null);
        try
        {
            var definition = new JobDefinition(_owner, job.Name, timing, Retry(job.FailurePolicy), job.ToByteArray());
            if (!await scheduler.ScheduleAsync(definition, overwrite))
                return JobErrors.Exists(job.Name, context.AppId);
            context.Report(SidecarEventKind.Scheduled, "job", job.Name, definition.Payload);
            return null;
        }
        catch (FormatException error)
        {
            return JobErrors.Refused($"job failed validation: {error.Message}", context.AppId);
        }
    }

    /// <summary>Reads a job.</summary>
    /// <param name="name">Name.</param>
    /// <returns>The job, or the error.</returns>
    public async Task<(Job? Job, JobError? Error)> GetAsync(string name)
    {
        if (name.Length == 0)
            return (null, JobErrors.Missing("Name", context.AppId));
        return await scheduler.FindAsync(_owner, name) is { } definition
            ? (Job.Parser.ParseFrom(definition.Payload), null)
            : (null, JobErrors.NotFound(name, context.AppId));
    }

    /// <summary>Deletes a job; a missing one is no error.</summary>
    /// <param name="name">Name.</param>
    /// <returns>The error, or null.</returns>
    public async Task<JobError?> DeleteAsync(string name)
    {
        if (name.Length == 0)
            return JobErrors.Missing("Name", context.AppId);
        await scheduler.DeleteAsync(_owner, name);
        return null;
    }

    /// <summary>Deletes the app's jobs whose names begin with a text.</summary>
    /// <param name="prefix">Begin of the names; empty for all.</param>
    public Task DeleteByPrefixAsync(string prefix) => scheduler.DeleteByPrefixAsync(_owner, prefix);

    /// <summary>The app's jobs.</summary>
    /// <returns>The jobs in order of their names.</returns>
    public async Task<IEnumerable<Job>> ListAsync() =>
        (await scheduler.ListAsync(_owner, "")).Select(definition => Job.Parser.ParseFrom(definition.Payload));

    /// <summary>A failure policy as the scheduler has it.</summary>
    /// <param name="policy">The policy.</param>
    /// <returns>The same.</returns>
    public static JobRetry Retry(JobFailurePolicy policy) => policy.PolicyCase switch
    {
        JobFailurePolicy.PolicyOneofCase.Drop => JobRetry.Drop,
        JobFailurePolicy.PolicyOneofCase.Constant => new JobRetry(
            policy.Constant.Interval?.ToTimeSpan() ?? TimeSpan.Zero,
            policy.Constant.HasMaxRetries ? policy.Constant.MaxRetries : null),
        _ => JobRetry.Default,
    };
}
