using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using VectorCare.Contracts;
using VectorCare.Ingest.Events;

namespace VectorCare.Ingest.Storage.Postgres;

/// <summary>Binary COPY of events into their tables.</summary>
internal static class PostgresCopy
{
    /// <summary>COPY of measurements.</summary>
    public const string IntoMeasurements = "COPY measurements (patient, seen_at, device_at, value, day, code, enum_code, channel, grp, unit, enum) FROM STDIN (FORMAT binary)";

    private const string IntoBatches = "COPY poll_batches (day, batch, cycle, slot, vendor, polls) FROM STDIN (FORMAT binary)";
    private const string IntoTransmissions = "COPY transmissions (day, patient, vendor, session_at, seen_at, raw_hash, body) FROM STDIN (FORMAT binary)";
    private const string IntoConnectivity = "COPY connectivity (kind, vendor, patient, at, body) FROM STDIN (FORMAT binary)";
    private const string IntoAlerts = "COPY alerts (alert, patient, state, at, body) FROM STDIN (FORMAT binary)";
    private const string IntoLetters = "COPY dead_letters (id, topic, type, received_at, body, reason) FROM STDIN (FORMAT binary)";
    private const string IntoRaw = "COPY raw (day, patient, hash, base, vendor, length, sealed) FROM STDIN (FORMAT binary)";

    /// <summary>Copies events that were accepted, within the connection's transaction.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<IngestEvent> events, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await CopyAsync<OutcomesReceived>(connection, IntoBatches, events, Row, cancellationToken);
        await CopyAsync<TransmissionReceived>(connection, IntoTransmissions, events, Row, cancellationToken);
        await CopyAsync<TransmissionReceived>(connection, IntoMeasurements, events, Measurements, cancellationToken);
        await CopyAsync<ConnectivityReceived>(connection, IntoConnectivity, events, Row, cancellationToken);
        await CopyAsync<AlertReceived>(connection, IntoAlerts, events, Row, cancellationToken);
        await CopyAsync<LetterReceived>(connection, IntoLetters, events, (copy, l) => Row(copy, l, now), cancellationToken);
        await CopyAsync<RawReceived>(connection, IntoRaw, events, Row, cancellationToken);
    }

    /// <summary>Rows of a transmission's measurements.</summary>
    public static void Measurements(NpgsqlBinaryImporter copy, TransmissionReceived received)
    {
        var (t, day, seen) = (received.Data, received.Day!.Value, received.Data.SeenAt.UtcDateTime);
        foreach (var m in t.Measurements)
        {
            copy.StartRow();
            copy.Write(t.Patient, NpgsqlDbType.Uuid);
            copy.Write(seen, NpgsqlDbType.TimestampTz);
            Write(copy, m.DeviceTime?.UtcDateTime, NpgsqlDbType.TimestampTz);
            Write(copy, m.Value, NpgsqlDbType.Double);
            copy.Write(day, NpgsqlDbType.Integer);
            copy.Write(m.Code, NpgsqlDbType.Integer);
            Write(copy, m.EnumCode, NpgsqlDbType.Integer);
            Write(copy, m.Channel);
            Write(copy, m.Group);
            Write(copy, m.Unit);
            Write(copy, m.Enum);
        }
    }

    private static async Task CopyAsync<T>(NpgsqlConnection connection, string into, IReadOnlyList<IngestEvent> events, Action<NpgsqlBinaryImporter, T> write, CancellationToken cancellationToken)
        where T : IngestEvent
    {
        if (!events.OfType<T>().Any())
            return;
        await using var copy = await connection.BeginBinaryImportAsync(into, cancellationToken);
        foreach (var received in events.OfType<T>())
            write(copy, received);
        await copy.CompleteAsync(cancellationToken);
    }

    private static void Row(NpgsqlBinaryImporter copy, OutcomesReceived received)
    {
        var o = received.Data;
        copy.StartRow();
        copy.Write(received.Day!.Value, NpgsqlDbType.Integer);
        copy.Write(o.BatchId, NpgsqlDbType.Text);
        copy.Write(o.Cycle, NpgsqlDbType.Bigint);
        copy.Write(o.Slot, NpgsqlDbType.Integer);
        copy.Write(o.Vendor, NpgsqlDbType.Text);
        copy.Write(received.Pack, NpgsqlDbType.Bytea);
    }

    private static void Row(NpgsqlBinaryImporter copy, TransmissionReceived received)
    {
        var t = received.Data;
        copy.StartRow();
        copy.Write(received.Day!.Value, NpgsqlDbType.Integer);
        copy.Write(t.Patient, NpgsqlDbType.Uuid);
        copy.Write(t.Vendor, NpgsqlDbType.Text);
        copy.Write(t.SessionTime.UtcDateTime, NpgsqlDbType.TimestampTz);
        copy.Write(t.SeenAt.UtcDateTime, NpgsqlDbType.TimestampTz);
        Write(copy, t.RawHash);
        copy.Write(received.Body, NpgsqlDbType.Bytea);
    }

    private static void Row(NpgsqlBinaryImporter copy, ConnectivityReceived received)
    {
        var c = received.Data;
        copy.StartRow();
        copy.Write(c.Kind.ToString(), NpgsqlDbType.Text);
        copy.Write(c.Vendor, NpgsqlDbType.Text);
        Write(copy, c.Patient, NpgsqlDbType.Uuid);
        copy.Write(c.At.UtcDateTime, NpgsqlDbType.TimestampTz);
        copy.Write(JsonSerializer.SerializeToUtf8Bytes(c, ContractsJson.Default.ConnectivityEvent), NpgsqlDbType.Bytea);
    }

    private static void Row(NpgsqlBinaryImporter copy, AlertReceived received)
    {
        var a = received.Data;
        copy.StartRow();
        copy.Write(a.AlertId, NpgsqlDbType.Text);
        Write(copy, a.Patient, NpgsqlDbType.Uuid);
        copy.Write((int)a.State, NpgsqlDbType.Integer);
        copy.Write(a.At.UtcDateTime, NpgsqlDbType.TimestampTz);
        copy.Write(JsonSerializer.SerializeToUtf8Bytes(a, ContractsJson.Default.AlertEvent), NpgsqlDbType.Bytea);
    }

    private static void Row(NpgsqlBinaryImporter copy, LetterReceived letter, DateTimeOffset now)
    {
        copy.StartRow();
        copy.Write(letter.Id, NpgsqlDbType.Text);
        copy.Write(letter.Topic, NpgsqlDbType.Text);
        Write(copy, letter.Type);
        copy.Write(now.UtcDateTime, NpgsqlDbType.TimestampTz);
        copy.Write(letter.Body, NpgsqlDbType.Bytea);
        copy.Write(letter.Reason, NpgsqlDbType.Text);
    }

    private static void Row(NpgsqlBinaryImporter copy, RawReceived raw)
    {
        copy.StartRow();
        copy.Write(raw.SeenOn, NpgsqlDbType.Integer);
        copy.Write(raw.Patient, NpgsqlDbType.Uuid);
        copy.Write(raw.Hash, NpgsqlDbType.Bytea);
        if (raw.Base is null)
            copy.WriteNull();
        else
            copy.Write(raw.Base, NpgsqlDbType.Bytea);
        copy.Write(raw.Vendor, NpgsqlDbType.Text);
        copy.Write(raw.Length, NpgsqlDbType.Integer);
        copy.Write(raw.Sealed, NpgsqlDbType.Bytea);
    }

    private static void Write<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type)
        where T : struct
    {
        if (value is { } there)
            copy.Write(there, type);
        else
            copy.WriteNull();
    }

    private static void Write(NpgsqlBinaryImporter copy, string? value)
    {
        if (value is null)
            copy.WriteNull();
        else
            copy.Write(value, NpgsqlDbType.Text);
    }
}
