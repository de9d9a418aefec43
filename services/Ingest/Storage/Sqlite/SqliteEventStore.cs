using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Events;
using VectorCare.Ingest.Polls;

namespace VectorCare.Ingest.Storage.Sqlite;

/// <summary>The embedded default: one SQLite file in WAL mode, one writing connection; readers have their own.</summary>
internal sealed class SqliteEventStore(IOptions<StorageOptions> options, TimeProvider clock) : IEventStore
{
    private readonly string _source = new SqliteConnectionStringBuilder { DataSource = options.Value.Path, DefaultTimeout = 30, Pooling = true }.ToString();
    private SqliteConnection? _writer;
    private SqliteStatements? _statements;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        _writer = new SqliteConnection(_source);
        await _writer.OpenAsync(cancellationToken);
        await using var schema = typeof(SqliteEventStore).Assembly.GetManifestResourceStream("VectorCare.Ingest.Storage.Sqlite.schema.sql")!;
        using var reader = new StreamReader(schema);
        await using var command = _writer.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + await reader.ReadToEndAsync(cancellationToken);
        await command.ExecuteNonQueryAsync(cancellationToken);
        _statements = new SqliteStatements(_writer, clock);
    }

    public async Task<IReadOnlyList<bool>> WriteAsync(IReadOnlyList<IngestEvent> events, CancellationToken cancellationToken)
    {
        var results = new bool[events.Count];
        await using var transaction = (SqliteTransaction)await _writer!.BeginTransactionAsync(cancellationToken);
        for (var i = 0; i < events.Count; i++)
            results[i] = _statements!.Write(events[i], transaction);
        await transaction.CommitAsync(cancellationToken);
        return results;
    }

    public async IAsyncEnumerable<PollOutcomes> OutcomesSinceAsync(long cycle, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await ReaderAsync(cancellationToken);
        await using var command = Command(connection, "SELECT batch, cycle, slot, vendor, polls FROM poll_batches WHERE cycle >= $1 ORDER BY sequence", cycle);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (at, slot) = (reader.GetInt64(1), reader.GetInt32(2));
            yield return new PollOutcomes(1, reader.GetString(0), at, slot, reader.GetString(3), Slots.Due(at, slot), PollPack.Read((byte[])reader[4]));
        }
    }

    public async Task<StoredCounts> CountAsync(CancellationToken cancellationToken)
    {
        await using var connection = await ReaderAsync(cancellationToken);
        await using var transmissions = Command(connection, "SELECT count(*) FROM transmissions");
        await using var alerts = Command(connection, "SELECT state, count(*) FROM alerts GROUP BY state");
        var states = new Dictionary<AlertState, long>();
        await using (var reader = await alerts.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                states[(AlertState)reader.GetInt32(0)] = reader.GetInt64(1);
        }

        return new StoredCounts((long)(await transmissions.ExecuteScalarAsync(cancellationToken))!, states);
    }

    public Task<IReadOnlyList<byte[]>> TransmissionsAsync(Guid patient, DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        BodiesAsync("SELECT body FROM transmissions WHERE patient = $1 AND session_ms < $2 ORDER BY session_ms DESC LIMIT $3", cancellationToken, patient.ToByteArray(), before.ToUnixTimeMilliseconds(), limit);

    public Task<IReadOnlyList<byte[]>> AlertsAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        BodiesAsync("SELECT body FROM alerts WHERE at_ms < $1 ORDER BY at_ms DESC, sequence DESC LIMIT $2", cancellationToken, before.ToUnixTimeMilliseconds(), limit);

    public async Task<IReadOnlyList<(long Cycle, PollResult Poll)>> PollsAsync(Guid patient, long fromCycle, long toCycle, CancellationToken cancellationToken)
    {
        var polls = new List<(long, PollResult)>();
        await using var connection = await ReaderAsync(cancellationToken);
        await using var command = Command(connection, "SELECT cycle, polls FROM poll_batches WHERE slot = $1 AND cycle BETWEEN $2 AND $3 ORDER BY cycle, sequence", Slots.Of(patient), fromCycle, toCycle);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            polls.AddRange(PollPack.Read((byte[])reader[1]).Where(p => p.Patient == patient).Select(p => (reader.GetInt64(0), p)));
        return polls;
    }

    public async ValueTask DisposeAsync()
    {
        _statements?.Dispose();
        if (_writer is not null)
            await _writer.DisposeAsync();
    }

    private async Task<IReadOnlyList<byte[]>> BodiesAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        var bodies = new List<byte[]>();
        await using var connection = await ReaderAsync(cancellationToken);
        await using var command = Command(connection, sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            bodies.Add((byte[])reader[0]);
        return bodies;
    }

    private async Task<SqliteConnection> ReaderAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_source);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, params object[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (index, value) in values.Index())
            command.Parameters.AddWithValue("$" + (index + 1), value);
        return command;
    }
}
