using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Polls;

namespace VectorCare.Ingest.Storage.Upkeep;

/// <summary>Deletes everything of a patient but the record that it was done. The key goes with it: raw bytes in backups are unreadable from then on.</summary>
internal sealed class PatientDeletion(Database database, AuditTrail audit, TimeProvider clock)
{
    private static readonly string[] Tables = ["patient_keys", "raw", "transmissions", "transmission_days", "measurements", "poll_days", "patient_latest", "alerts", "connectivity"];

    /// <summary>Deletes.</summary>
    /// <returns>False when a legal hold forbids it; nothing was deleted then.</returns>
    public async Task<bool> DeleteAsync(Guid patient, string requestedBy, CancellationToken cancellationToken)
    {
        var deleted = await TryDeleteAsync(patient, requestedBy, cancellationToken);
        await audit.RecordAsync(requestedBy, "delete-patient", patient, deleted ? "deleted" : "legal-hold", cancellationToken);
        return deleted;
    }

    /// <summary>Sets or lifts a legal hold.</summary>
    public async Task HoldAsync(Guid patient, string? reason, string requestedBy, CancellationToken cancellationToken)
    {
        if (reason is null)
            await database.RunAsync("DELETE FROM legal_holds WHERE patient = $1", cancellationToken, patient);
        else
            await database.RunAsync("INSERT INTO legal_holds (patient, since, reason) VALUES ($1, $2, $3) ON CONFLICT (patient) DO NOTHING", cancellationToken, patient, clock.GetUtcNow(), reason);
        await audit.RecordAsync(requestedBy, reason is null ? "lift-hold" : "set-hold", patient, "done", cancellationToken);
    }

    private async Task<bool> TryDeleteAsync(Guid patient, string requestedBy, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var remember = database.Command(
            connection, transaction,
            "INSERT INTO deletions (patient, at, requested_by) SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT 1 FROM legal_holds WHERE patient = $1) ON CONFLICT (patient) DO UPDATE SET at = excluded.at",
            patient, clock.GetUtcNow(), requestedBy);
        if (await remember.ExecuteNonQueryAsync(cancellationToken) == 0)
            return false;
        foreach (var table in Tables)
        {
            await using var delete = database.Command(connection, transaction, $"DELETE FROM {table} WHERE patient = $1", patient);
            await delete.ExecuteNonQueryAsync(cancellationToken);
        }

        foreach (var (sequence, polls) in await BatchesAsync(patient, cancellationToken))
        {
            await using var rewrite = database.Command(connection, transaction, "UPDATE poll_batches SET polls = $2 WHERE sequence = $1", sequence, PollPack.Write([.. polls.Where(p => p.Patient != patient)]));
            await rewrite.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<List<(long Sequence, IReadOnlyList<PollResult> Polls)>> BatchesAsync(Guid patient, CancellationToken cancellationToken)
    {
        var batches = await database.ReadAsync("SELECT sequence, polls FROM poll_batches WHERE slot = $1", r => (r.GetInt64(0), PollPack.Read((byte[])r[1])), cancellationToken, Slots.Of(patient)).ToListAsync(cancellationToken);
        return [.. batches.Where(b => b.Item2.Any(p => p.Patient == patient))];
    }
}
