using System.Text;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Polls;

namespace VectorCare.Ingest.Storage.Upkeep;

/// <summary>
/// Deletes everything of a patient but the audit: that it was done, who read or held his data, and when alerts went through which states, without rule or value.
/// The key goes with it: raw bytes in backups are unreadable from then on.
/// </summary>
internal sealed class PatientDeletion(Database database, AuditTrail audit, TimeProvider clock)
{
    private static readonly string[] Tables = ["patient_keys", "raw", "transmissions", "transmission_days", "measurements", "poll_days", "patient_latest", "alerts", "connectivity"];

    private static readonly string AlertsIntoAudit =
        $"INSERT INTO audit (at, who, what, patient, outcome) SELECT at, 'alerting', 'alert', patient, CASE state {string.Join(' ', Enum.GetValues<AlertState>().Select(s => $"WHEN {(int)s} THEN '{s}'"))} ELSE 'unknown' END FROM alerts WHERE patient = $1";

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
        await RunAsync(AlertsIntoAudit, patient);
        foreach (var table in Tables)
            await RunAsync($"DELETE FROM {table} WHERE patient = $1", patient);
        foreach (var (sequence, polls) in await BatchesAsync(patient, cancellationToken))
            await RunAsync("UPDATE poll_batches SET polls = $2 WHERE sequence = $1", sequence, PollPack.Write([.. polls.Where(p => p.Patient != patient)]));
        foreach (var sequence in await LettersAsync(patient, cancellationToken))
            await RunAsync("DELETE FROM dead_letters WHERE sequence = $1", sequence);
        await transaction.CommitAsync(cancellationToken);
        return true;

        async Task RunAsync(string sql, params object?[] values)
        {
            await using var command = database.Command(connection, transaction, sql, values);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Dead letters are whole messages, kept as they came.</summary>
    private async Task<List<long>> LettersAsync(Guid patient, CancellationToken cancellationToken)
    {
        var name = Encoding.UTF8.GetBytes(patient.ToString());
        var letters = database.ReadAsync("SELECT sequence, body FROM dead_letters", r => (Sequence: r.GetInt64(0), Names: ((byte[])r[1]).AsSpan().IndexOf(name) >= 0), cancellationToken);
        return await letters.Where(l => l.Names).Select(l => l.Sequence).ToListAsync(cancellationToken);
    }

    private async Task<List<(long Sequence, IReadOnlyList<PollResult> Polls)>> BatchesAsync(Guid patient, CancellationToken cancellationToken)
    {
        var batches = await database.ReadAsync("SELECT sequence, polls FROM poll_batches WHERE slot = $1", r => (r.GetInt64(0), PollPack.Read((byte[])r[1])), cancellationToken, Slots.Of(patient)).ToListAsync(cancellationToken);
        return [.. batches.Where(b => b.Item2.Any(p => p.Patient == patient))];
    }
}
