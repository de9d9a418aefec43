using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using VectorCare.Contracts;

namespace VectorCare.Scheduler.Ticks;

/// <summary>Brings the 300 jobs into being at start. Until that succeeds the watchdog keeps the cadence.</summary>
internal sealed partial class TickRegistrar(IJobs jobs, TimeProvider clock, IOptions<SchedulerOptions> options, ILogger<TickRegistrar> log)
    : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private volatile bool _registered;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_registered ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The 300 tick jobs are not registered with the sidecar yet."));

    /// <summary>Creates what is missing or different; equal jobs are left alone.</summary>
    /// <returns>Jobs written.</returns>
    public async Task<int> RegisterAsync(CancellationToken cancellationToken)
    {
        var written = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Slots.Count),
            new ParallelOptions { MaxDegreeOfParallelism = options.Value.RegistrationParallelism, CancellationToken = cancellationToken },
            async (slot, ct) =>
            {
                var wanted = new JobForm(TickJobs.Schedule(slot), "1s", 2, HasData: false);
                if (await jobs.GetAsync(TickJobs.Name(slot), ct) == wanted)
                    return;
                await jobs.ScheduleAsync(TickJobs.Name(slot), wanted, ct);
                Interlocked.Increment(ref written);
            });
        _registered = true;
        return written;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                LogRegistered(log, await RegisterAsync(stoppingToken));
                return;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, error.Message);
            }

            await Task.Delay(RetryAfter, clock, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Tick jobs are registered; {Written} of 300 were new or different")]
    private static partial void LogRegistered(ILogger logger, int written);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Registering the tick jobs failed and is tried again: {Error}")]
    private static partial void LogFailed(ILogger logger, string error);
}
