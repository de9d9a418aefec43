using VectorCare.Contracts.Messages;

namespace VectorCare.Scraper.PollState;

/// <summary>A batch that is polled and whose transmissions are acknowledged: what remains is to publish its outcomes and to write its states. It makes a second delivery finish the batch instead of polling again.</summary>
/// <param name="Outcomes">The message.</param>
/// <param name="Changes">States to write once the message is acknowledged.</param>
internal sealed record BatchJournal(PollOutcomes Outcomes, IReadOnlyList<StateChange> Changes);

/// <summary>What the store holds for a batch.</summary>
/// <param name="Journal">The journal, when the batch was polled before.</param>
/// <param name="Patients">State and etag of every patient that has one.</param>
internal sealed record BatchMemory(BatchJournal? Journal, IReadOnlyDictionary<Guid, (PatientState State, string Etag)> Patients);

/// <summary>The scraper's memory.</summary>
internal interface IPollStore
{
    /// <summary>Reads what is known of a batch and its patients, in one bulk read.</summary>
    Task<BatchMemory> ReadAsync(string batchId, IReadOnlyCollection<Guid> patients, CancellationToken cancellationToken);

    /// <summary>Writes the journal of a batch; it fades after <paramref name="keep"/>.</summary>
    Task WriteJournalAsync(string batchId, BatchJournal journal, TimeSpan keep, CancellationToken cancellationToken);

    /// <summary>Writes changed states, each only over an older cycle.</summary>
    /// <param name="changes">The states.</param>
    /// <param name="known">Etags as read; a patient without one has no state yet.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task WriteStatesAsync(IReadOnlyList<StateChange> changes, IReadOnlyDictionary<Guid, (PatientState State, string Etag)> known, CancellationToken cancellationToken);

    /// <summary>Reads the standing of a vendor that all replicas share; null when it has none.</summary>
    Task<(VendorStanding Standing, string Etag)?> ReadStandingAsync(string vendor, CancellationToken cancellationToken);

    /// <summary>Writes the standing of a vendor.</summary>
    /// <returns>False when another replica wrote in between.</returns>
    Task<bool> WriteStandingAsync(string vendor, VendorStanding standing, string? etag, CancellationToken cancellationToken);
}

/// <summary>Whether a vendor is down, or not polled for a cause, for all replicas.</summary>
/// <param name="Down">It is.</param>
/// <param name="Cycle">Cycle of the change.</param>
/// <param name="Since">First failure of the outage, or the first answer after it.</param>
internal sealed record VendorStanding(bool Down, long Cycle, DateTimeOffset Since);
