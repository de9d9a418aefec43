using Microsoft.Extensions.Options;

namespace VectorCare.Ingest.Storage.Upkeep;

/// <summary>Every hour, on one replica: packs days that are over, drops what is too old.</summary>
internal sealed partial class UpkeepService(GroupCommit commits, Database database, Packer packer, Retention retention, TimeProvider clock, IOptions<StorageOptions> options, ILogger<UpkeepService> logger) : BackgroundService
{
    /// <summary>How long a day stays unpacked after its end: as long as the counts of a restart reach back.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromHours(26);
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>One round.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await using var turn = await database.TryTakeTurnAsync(cancellationToken);
        if (turn is null)
            return;
        var last = StorageDay.Of(clock.GetUtcNow() - Rest) - 1;
        var (polls, transmissions) = (0L, 0L);
        for (var day = last - options.Value.DaysBelieved - 1; day <= last; day++)
        {
            if (await HasRowsAsync("poll_batches", day, cancellationToken))
                polls += await packer.PackPollsAsync(day, cancellationToken);
            if (await HasRowsAsync("transmissions", day, cancellationToken))
                transmissions += await packer.PackTransmissionsAsync(day, cancellationToken);
            foreach (var table in (string[])["poll_batches", "transmissions"])
                await database.DropEmptyAsync(table, day, cancellationToken);
        }

        await retention.RunAsync(cancellationToken);
        LogPacked(polls, transmissions);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await commits.Opened.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogFailed(error);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<bool> HasRowsAsync(string table, int day, CancellationToken cancellationToken) =>
        await database.ReadAsync($"SELECT 1 FROM {table} WHERE day = $1 LIMIT 1", _ => true, cancellationToken, day).AnyAsync(cancellationToken);

    [LoggerMessage(Level = LogLevel.Information, Message = "Packed {Polls} polls and {Transmissions} transmissions.")]
    private partial void LogPacked(long polls, long transmissions);

    [LoggerMessage(Level = LogLevel.Error, Message = "Upkeep of the store failed; the next round goes on.")]
    private partial void LogFailed(Exception error);
}
