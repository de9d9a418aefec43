namespace VendorSim.Truth;

/// <summary>Keeps the truth file up to date, once a second on the clock.</summary>
internal sealed class TruthWriter(TruthLog log, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        log.Advance();
        while (await timer.WaitForNextTickAsync(stoppingToken))
            log.Advance();
    }
}
