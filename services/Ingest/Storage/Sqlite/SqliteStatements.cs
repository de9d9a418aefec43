using System.Text.Json;
using Microsoft.Data.Sqlite;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Events;

namespace VectorCare.Ingest.Storage.Sqlite;

/// <summary>Prepared statements of the writing connection.</summary>
internal sealed class SqliteStatements(SqliteConnection connection, SqliteDatabase database, TimeProvider clock) : IDisposable
{
    private readonly SqliteCommand _guard = Insert(connection, "OR IGNORE INTO event_ids (id, day)", 2);
    private readonly SqliteCommand _outcomes = Insert(connection, "INTO poll_batches (day, batch, cycle, slot, vendor, polls)", 6);
    private readonly SqliteCommand _transmission = Insert(connection, "INTO transmissions (day, patient, vendor, session_at, seen_at, raw_hash, body)", 7);
    private readonly SqliteCommand _measurement = Insert(connection, "INTO measurements (day, patient, code, channel, grp, value, unit, enum, enum_code, device_at, seen_at)", 11);
    private readonly SqliteCommand _connectivity = Insert(connection, "INTO connectivity (kind, vendor, patient, at, body)", 5);
    private readonly SqliteCommand _alert = Insert(connection, "INTO alerts (alert, patient, state, at, body)", 5);
    private readonly SqliteCommand _letter = Insert(connection, "INTO dead_letters (id, topic, type, received_at, body, reason)", 6);
    private readonly SqliteCommand _raw = Insert(connection, "INTO raw (patient, hash, base, vendor, day, length, sealed)", 7);

    private readonly SqliteCommand _key = Command(connection, "INSERT INTO patient_keys (patient, wrapped) SELECT $1, $2 WHERE NOT EXISTS (SELECT 1 FROM deletions WHERE patient = $1) ON CONFLICT (patient) DO NOTHING", 2);

    /// <summary>Stores an event within the current transaction.</summary>
    /// <returns>True when it was new.</returns>
    public bool Write(IngestEvent received, SqliteTransaction transaction)
    {
        if (Run(_guard, transaction, received.Key, received is OutcomesReceived ? received.Day : null) == 0)
            return false;
        _ = received switch
        {
            OutcomesReceived { Data: var o, Pack: var pack } => Run(_outcomes, transaction, received.Day, o.BatchId, o.Cycle, o.Slot, o.Vendor, pack),
            TransmissionReceived t => WriteTransmission(t.Data, t.Body, t.Day, transaction),
            ConnectivityReceived { Data: var c } => Run(_connectivity, transaction, c.Kind.ToString(), c.Vendor, c.Patient, c.At, JsonSerializer.SerializeToUtf8Bytes(c, ContractsJson.Default.ConnectivityEvent)),
            AlertReceived { Data: var a } => Run(_alert, transaction, a.AlertId, a.Patient, (int)a.State, a.At, JsonSerializer.SerializeToUtf8Bytes(a, ContractsJson.Default.AlertEvent)),
            LetterReceived l => Run(_letter, transaction, l.Id, l.Topic, l.Type, clock.GetUtcNow(), l.Body, l.Reason),
            RawReceived r => Run(_raw, transaction, r.Patient, r.Hash, r.Base, r.Vendor, r.Day, r.Length, r.Sealed),
            KeyMade k => Run(_key, transaction, k.Patient, k.Wrapped),
            _ => throw new NotSupportedException($"No table for {received.GetType().Name}."),
        };
        return true;
    }

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[_guard, _outcomes, _transmission, _measurement, _connectivity, _alert, _letter, _raw, _key])
            command.Dispose();
    }

    private int WriteTransmission(Transmission t, byte[] body, int? day, SqliteTransaction transaction)
    {
        foreach (var m in t.Measurements)
            Run(_measurement, transaction, day, t.Patient, m.Code, m.Channel, m.Group, m.Value, m.Unit, m.Enum, m.EnumCode, m.DeviceTime, t.SeenAt);
        return Run(_transmission, transaction, day, t.Patient, t.Vendor, t.SessionTime, t.SeenAt, t.RawHash, body);
    }

    private static SqliteCommand Insert(SqliteConnection connection, string into, int values) =>
        Command(connection, $"INSERT {into} VALUES ({string.Join(", ", Enumerable.Range(1, values).Select(i => "$" + i))})", values);

    private static SqliteCommand Command(SqliteConnection connection, string text, int values)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        for (var i = 1; i <= values; i++)
            command.Parameters.Add(new SqliteParameter("$" + i, null));
        return command;
    }

    private int Run(SqliteCommand command, SqliteTransaction transaction, params object?[] values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = database.Value(values[i]);
        return command.ExecuteNonQuery();
    }
}
