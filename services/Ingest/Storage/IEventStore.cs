using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Events;

namespace VectorCare.Ingest.Storage;

/// <summary>Where events are kept. Writing the same event again changes nothing.</summary>
internal interface IEventStore : IAsyncDisposable
{
    /// <summary>Makes the store ready; called once.</summary>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Stores events in one transaction.</summary>
    /// <returns>For each event, in order, whether it was new.</returns>
    Task<IReadOnlyList<bool>> WriteAsync(IReadOnlyList<IngestEvent> events, CancellationToken cancellationToken);

    /// <summary>Outcomes from a cycle on, in order of their arrival.</summary>
    IAsyncEnumerable<PollOutcomes> OutcomesSinceAsync(long cycle, CancellationToken cancellationToken);

    /// <summary>Alert events by state, and transmissions.</summary>
    Task<StoredCounts> CountAsync(CancellationToken cancellationToken);

    /// <summary>A patient's transmissions as JSON, newest first by the device's time.</summary>
    Task<IReadOnlyList<byte[]>> TransmissionsAsync(Guid patient, DateTimeOffset before, int limit, CancellationToken cancellationToken);

    /// <summary>Alert events as JSON, newest first.</summary>
    Task<IReadOnlyList<byte[]>> AlertsAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken);

    /// <summary>A patient's polls of a span of cycles, oldest first.</summary>
    Task<IReadOnlyList<(long Cycle, PollResult Poll)>> PollsAsync(Guid patient, long fromCycle, long toCycle, CancellationToken cancellationToken);
}

/// <summary>What lies in the store.</summary>
internal sealed record StoredCounts(long Transmissions, IReadOnlyDictionary<AlertState, long> Alerts);
