using System.Data;
using System.Data.Common;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Polls;
using VectorCare.Ingest.Storage.Packing;

namespace VectorCare.Ingest.Storage.Upkeep;

/// <summary>Packs days that are over: polls into runs, transmissions into one row per patient. Each step is a transaction; what comes late is packed by the next run.</summary>
internal sealed class Packer(Database database)
{
    private const int PatientsAtOnce = 500;

    /// <summary>Packs the polls of a day, slot by slot.</summary>
    /// <returns>Polls packed.</returns>
    public async Task<long> PackPollsAsync(int day, CancellationToken cancellationToken)
    {
        var packed = 0L;
        for (var slot = 0; slot < Slots.Count; slot++)
            packed += await PackSlotAsync(day, slot, cancellationToken);
        return packed;
    }

    /// <summary>Packs the transmissions that were seen on a day, and keeps each patient's newest values.</summary>
    /// <returns>Transmissions packed.</returns>
    public async Task<long> PackTransmissionsAsync(int day, CancellationToken cancellationToken)
    {
        var packed = 0L;
        for (var more = true; more;)
        {
            var patients = await database.ReadAsync("SELECT DISTINCT patient FROM transmissions WHERE day = $1 LIMIT $2", r => database.Id(r, 0), cancellationToken, day, PatientsAtOnce).ToListAsync(cancellationToken);
            foreach (var chunk in patients.Chunk(50))
                packed += await InTurnAsync((connection, transaction) => PackPatientsAsync(connection, transaction, day, chunk, cancellationToken), cancellationToken);
            more = patients.Count == PatientsAtOnce;
        }

        return packed;
    }

    private Task<long> PackSlotAsync(int day, int slot, CancellationToken cancellationToken) => InTurnAsync(
        async (connection, transaction) =>
        {
            // The rows read are the rows deleted: what another replica commits meanwhile is not in this snapshot.
            var batches = await RowsAsync(
                connection, transaction, "DELETE FROM poll_batches WHERE day = $1 AND slot = $2 RETURNING cycle, vendor, polls",
                r => (Cycle: r.GetInt64(0), Vendor: r.GetString(1), Polls: (byte[])r[2]), cancellationToken, day, slot);
            var polls = batches.SelectMany(b => PollPack.Read(b.Polls).Select(p => new DatedPoll(b.Cycle, b.Vendor, p))).ToLookup(p => p.Poll.Patient);
            foreach (var patient in polls)
            {
                var before = await RowsAsync(connection, transaction, "SELECT pack FROM poll_days WHERE patient = $1 AND day = $2", r => (byte[])r[0], cancellationToken, patient.Key, day);
                List<DatedPoll> all = [.. before.SelectMany(p => PollDayPack.Read(patient.Key, p)).Concat(patient).OrderBy(p => p.Cycle)];
                await RunAsync(
                    connection, transaction, "INSERT INTO poll_days (day, patient, polls, pack) VALUES ($1, $2, $3, $4) ON CONFLICT (patient, day) DO UPDATE SET polls = excluded.polls, pack = excluded.pack",
                    cancellationToken, day, patient.Key, all.Count, PollDayPack.Write(all));
            }

            return polls.Sum(p => (long)p.Count());
        },
        cancellationToken);

    private async Task<long> PackPatientsAsync(DbConnection connection, DbTransaction transaction, int day, Guid[] patients, CancellationToken cancellationToken)
    {
        var packed = 0L;
        foreach (var patient in patients)
        {
            var bodies = await RowsAsync(connection, transaction, "DELETE FROM transmissions WHERE patient = $1 AND day = $2 RETURNING body", r => Bodies.Unpack((byte[])r[0]), cancellationToken, patient, day);
            if (bodies.Count == 0)
                continue;
            packed += bodies.Count;
            var before = await RowsAsync(connection, transaction, "SELECT pack FROM transmission_days WHERE patient = $1 AND day = $2", r => (byte[])r[0], cancellationToken, patient, day);
            var known = await RowsAsync(connection, transaction, "SELECT pack FROM patient_latest WHERE patient = $1", r => (byte[])r[0], cancellationToken, patient);
            List<Transmission> all = [.. before.SelectMany(Bodies.UnpackAll).Concat(bodies).OrderBy(t => t.SeenAt)];
            await RunAsync(
                connection, transaction,
                "INSERT INTO transmission_days (day, patient, transmissions, oldest, newest, pack) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (patient, day) DO UPDATE SET transmissions = excluded.transmissions, oldest = excluded.oldest, newest = excluded.newest, pack = excluded.pack",
                cancellationToken, day, patient, all.Count, all.Min(t => t.SessionTime), all.Max(t => t.SessionTime), Bodies.PackAll(all));
            await RunAsync(
                connection, transaction, "INSERT INTO patient_latest (patient, pack) VALUES ($1, $2) ON CONFLICT (patient) DO UPDATE SET pack = excluded.pack",
                cancellationToken, patient, Bodies.PackLatest(LatestValue.Join(known.SelectMany(Bodies.UnpackLatest), bodies)));
        }

        return packed;
    }

    private async Task<long> InTurnAsync(Func<DbConnection, DbTransaction, Task<long>> work, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var done = await work(connection, transaction);
        await transaction.CommitAsync(cancellationToken);
        return done;
    }

    private async Task<List<T>> RowsAsync<T>(DbConnection connection, DbTransaction transaction, string sql, Func<DbDataReader, T> row, CancellationToken cancellationToken, params object?[] values)
    {
        var rows = new List<T>();
        await using var command = database.Command(connection, transaction, sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(row(reader));
        return rows;
    }

    private async Task RunAsync(DbConnection connection, DbTransaction transaction, string sql, CancellationToken cancellationToken, params object?[] values)
    {
        await using var command = database.Command(connection, transaction, sql, values);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
