using System.Text.Json;
using Microsoft.Data.Sqlite;
using VectorCare.Contracts;
using VectorCare.Ingest.Events;
using VectorCare.Ingest.Polls;

namespace VectorCare.Ingest.Storage.Sqlite;

/// <summary>Prepared statements of the writing connection.</summary>
internal sealed class SqliteStatements(SqliteConnection connection, TimeProvider clock) : IDisposable
{
    private readonly SqliteCommand _guard = Prepare(connection, "INSERT OR IGNORE INTO events (id) VALUES ($1)", 1);
    private readonly SqliteCommand _outcomes = Prepare(connection, "INSERT INTO poll_batches (batch, cycle, slot, vendor, polls) VALUES ($1, $2, $3, $4, $5)", 5);
    private readonly SqliteCommand _transmission = Prepare(connection, "INSERT INTO transmissions (patient, vendor, session_ms, seen_ms, body) VALUES ($1, $2, $3, $4, $5)", 5);
    private readonly SqliteCommand _connectivity = Prepare(connection, "INSERT INTO connectivity (kind, vendor, patient, at_ms, body) VALUES ($1, $2, $3, $4, $5)", 5);
    private readonly SqliteCommand _alert = Prepare(connection, "INSERT INTO alerts (alert, state, at_ms, body) VALUES ($1, $2, $3, $4)", 4);
    private readonly SqliteCommand _letter = Prepare(connection, "INSERT INTO dead_letters (id, topic, type, received_ms, body) VALUES ($1, $2, $3, $4, $5)", 5);

    /// <summary>Stores an event within the current transaction.</summary>
    /// <returns>True when it was new.</returns>
    public bool Write(IngestEvent received, SqliteTransaction transaction)
    {
        if (Run(_guard, transaction, received.GetType().Name + "/" + received.Id) == 0)
            return false;
        _ = received switch
        {
            OutcomesReceived { Data: var o } => Run(_outcomes, transaction, o.BatchId, o.Cycle, o.Slot, o.Vendor, PollPack.Write(o.Polls)),
            TransmissionReceived { Data: var t } => Run(_transmission, transaction, t.Patient.ToByteArray(), t.Vendor, t.SessionTime.ToUnixTimeMilliseconds(), t.SeenAt.ToUnixTimeMilliseconds(), JsonSerializer.SerializeToUtf8Bytes(t, ContractsJson.Default.Transmission)),
            ConnectivityReceived { Data: var c } => Run(_connectivity, transaction, c.Kind.ToString(), c.Vendor, c.Patient?.ToByteArray(), c.At.ToUnixTimeMilliseconds(), JsonSerializer.SerializeToUtf8Bytes(c, ContractsJson.Default.ConnectivityEvent)),
            AlertReceived { Data: var a } => Run(_alert, transaction, a.AlertId, (int)a.State, a.At.ToUnixTimeMilliseconds(), JsonSerializer.SerializeToUtf8Bytes(a, ContractsJson.Default.AlertEvent)),
            LetterReceived l => Run(_letter, transaction, l.Id, l.Topic, l.Type, clock.GetUtcNow().ToUnixTimeMilliseconds(), l.Body),
            _ => throw new InvalidOperationException($"No table for {received.GetType().Name}."),
        };
        return true;
    }

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[_guard, _outcomes, _transmission, _connectivity, _alert, _letter])
            command.Dispose();
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
            command.Parameters.Add(new SqliteParameter("$" + i, null));
        return command;
    }

    private static int Run(SqliteCommand command, SqliteTransaction transaction, params object?[] values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command.ExecuteNonQuery();
    }
}
