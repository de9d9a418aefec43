using Microsoft.Extensions.Options;
using VectorCare.Alerting.Delivery;
using VectorCare.Alerting.Stages;

namespace VectorCare.Alerting.Sweep;

/// <summary>Every few seconds goes on with whatever was left behind: deliveries of a process that died, channels to try again, steps not yet published, silences that have lasted long enough.</summary>
internal sealed partial class SweepService(
    SweepIndex index, AlertPipeline pipeline, IOptions<DeliveryOptions> options, TimeProvider time, AlertingMetrics metrics, ILogger<SweepService> logger) : BackgroundService
{
    private const int Parallel = 8;

    private long _lastTicks = time.GetUtcNow().UtcTicks;

    /// <summary>When the sweep last came to its end.</summary>
    public DateTimeOffset LastEnd => new(Interlocked.Read(ref _lastTicks), TimeSpan.Zero);

    /// <summary>Looks once.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var due = await index.DueAsync(time.GetUtcNow(), cancellationToken);
        await System.Threading.Tasks.Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken }, async (item, ct) =>
        {
            try
            {
                metrics.Swept();
                await pipeline.RunAsync(new Arrival(item.Subject), ct);
                await index.ForgetAsync(item.Subject, item.Stamps, ct);
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                LogSubjectFailed(error);
            }
        });
        Interlocked.Exchange(ref _lastTicks, time.GetUtcNow().UtcTicks);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.SweepSeconds), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(error);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweep could not go on with a file; it will try again.")]
    private partial void LogSubjectFailed(Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweep could not read its index; it will try again.")]
    private partial void LogFailed(Exception error);
}
