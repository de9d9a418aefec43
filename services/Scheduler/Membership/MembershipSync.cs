using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;

namespace VectorCare.Scheduler.Membership;

/// <summary>Loads all slots at start, and afterwards every slot whose version moved: told by an event, or found by comparing with the index.</summary>
internal sealed partial class MembershipSync(ISlotReader reader, SlotTable table, TimeProvider clock, IOptions<SchedulerOptions> options, ILogger<MembershipSync> log)
    : BackgroundService, IHealthCheck
{
    private const int Parallelism = 8;

    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the first comparison succeeded.</summary>
    public Task Loaded => _loaded.Task;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_loaded.Task.IsCompleted ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"Slots are not loaded yet from state component '{ComponentNames.SlotStore}'."));

    /// <summary>Reads every slot whose version in the index is newer than the one known.</summary>
    public async Task CompareAsync(CancellationToken cancellationToken)
    {
        var index = await reader.ReadIndexAsync(cancellationToken);
        var behind = index.Slots.Where(s => s.Slot is >= 0 and < Slots.Count && s.Version > table[s.Slot].Version);
        await Parallel.ForEachAsync(
            behind,
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
            async (version, ct) => await RefreshAsync(version, ct));
        _loaded.TrySetResult();
    }

    /// <summary>Reads one slot if the announced version is newer than the one known.</summary>
    public async Task RefreshAsync(SlotVersion version, CancellationToken cancellationToken)
    {
        if (version.Slot is < 0 or >= Slots.Count || version.Version <= table[version.Slot].Version)
            return;
        if (await reader.ReadSlotAsync(version.Slot, cancellationToken) is not { } document)
            return;
        if (document.Algorithm != Slots.Algorithm)
        {
            LogAlgorithm(log, document.Slot, document.Algorithm, Slots.Algorithm);
            return;
        }

        table.Replace(new SlotMembers(version.Slot, document.Version, document.Hash, document.Members));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.CompareSeconds), clock);
        do
        {
            try
            {
                await CompareAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogCompareFailed(log, error);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Comparing slot versions failed; tried again at the next round")]
    private static partial void LogCompareFailed(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Slot {Slot} is written with algorithm {Found}; this version needs {Wanted}. Migrate the slot documents")]
    private static partial void LogAlgorithm(ILogger logger, int slot, string found, string wanted);
}
