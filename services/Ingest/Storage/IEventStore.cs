using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Events;

namespace VectorCare.Ingest.Storage;

/// <summary>Where events are kept. Writing the same event again changes nothing; what was packed reads as what was not.</summary>
internal interface IEventStore : IAsyncDisposable
{
    /// <summary>What it is, for health and metrics, for example <c>postgresql, native partitions</c>.</summary>
    string Kind { get; }

    /// <summary>Makes the store ready; called until it succeeds once.</summary>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Stores events in one transaction.</summary>
    /// <returns>For each event, in order, whether it was new.</returns>
    Task<IReadOnlyList<bool>> WriteAsync(IReadOnlyList<IngestEvent> events, CancellationToken cancellationToken);

    /// <summary>True when the failure is the store's, not the event's: the same write may succeed later.</summary>
    bool IsTransient(Exception error);

    /// <summary>Outcomes from a cycle on that are not packed yet, in order of their arrival.</summary>
    IAsyncEnumerable<PollOutcomes> OutcomesSinceAsync(long cycle, CancellationToken cancellationToken);

    /// <summary>Alert events by state, and transmissions.</summary>
    Task<StoredCounts> CountAsync(CancellationToken cancellationToken);

    /// <summary>A patient's transmissions as JSON, newest first by the device's time.</summary>
    Task<IReadOnlyList<byte[]>> TransmissionsAsync(Guid patient, DateTimeOffset before, int limit, CancellationToken cancellationToken);

    /// <summary>A patient's transmissions that were first seen on a day.</summary>
    Task<IReadOnlyList<Transmission>> SeenOnAsync(Guid patient, int day, CancellationToken cancellationToken);

    /// <summary>The newest value of everything ever measured on a patient.</summary>
    Task<IReadOnlyList<LatestValue>> LatestAsync(Guid patient, CancellationToken cancellationToken);

    /// <summary>Alert events as JSON, newest first; of one patient, or of all.</summary>
    Task<IReadOnlyList<byte[]>> AlertsAsync(Guid? patient, DateTimeOffset before, int limit, CancellationToken cancellationToken);

    /// <summary>A patient's connectivity events as JSON, newest first.</summary>
    Task<IReadOnlyList<byte[]>> ConnectivityAsync(Guid patient, DateTimeOffset before, int limit, CancellationToken cancellationToken);

    /// <summary>A patient's polls of a span of cycles, oldest first.</summary>
    Task<IReadOnlyList<DatedPoll>> PollsAsync(Guid patient, long fromCycle, long toCycle, CancellationToken cancellationToken);
}

/// <summary>What lies in the store.</summary>
internal sealed record StoredCounts(long Transmissions, IReadOnlyDictionary<AlertState, long> Alerts);

/// <summary>A poll of a patient with what its batch says of it.</summary>
internal sealed record DatedPoll(long Cycle, string Vendor, PollResult Poll);
