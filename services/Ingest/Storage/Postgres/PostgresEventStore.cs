using Npgsql;
using NpgsqlTypes;
using VectorCare.Ingest.Events;

namespace VectorCare.Ingest.Storage.Postgres;

/// <summary>PostgreSQL: event ids first, then a binary COPY of only the accepted events' rows straight into their tables, one transaction.</summary>
internal sealed class PostgresEventStore(PostgresDatabase database, TimeProvider clock) : SqlEventStore(database)
{
    private const string BadData = "22";
    private const string Integrity = "23";
    private const string LimitExceeded = "54";
    private readonly NpgsqlDataSource _source = database.Npgsql;
    private readonly PostgresDatabase _database = database;

    public override string Kind => _database.Timescale ? "postgresql, timescaledb" : "postgresql, native partitions";

    public override async Task OpenAsync(CancellationToken cancellationToken) => _database.Timescale = await Migrations.RunAsync(_source, cancellationToken);

    public override async Task<IReadOnlyList<bool>> WriteAsync(IReadOnlyList<IngestEvent> events, CancellationToken cancellationToken)
    {
        if (!_database.Timescale)
        {
            foreach (var day in events.Select(e => e.Day).OfType<int>().Distinct())
                await _database.Partitions.EnsureAsync(day, cancellationToken);
        }

        try
        {
            return await InsertAsync(events, cancellationToken);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.CheckViolation)
        {
            _database.Partitions.Forget();
            throw;
        }
    }

    public override bool IsTransient(Exception error) => error switch
    {
        // The only check in the schema is that a row has its partition: another replica dropped it.
        PostgresException { SqlState: PostgresErrorCodes.CheckViolation } => true,

        // Everything else that a server says is about itself: no room, no connection, another password, a standby, a schema that is not there yet.
        PostgresException { SqlState: [var a, var b, ..] } => $"{a}{b}" is not (BadData or Integrity or LimitExceeded),
        NpgsqlException or IOException or TimeoutException or ObjectDisposedException => true,
        _ => false,
    };

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<IReadOnlyList<bool>> InsertAsync(IReadOnlyList<IngestEvent> events, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var keys = events.Select(e => e.Key).ToList();
        var accepted = await AcceptAsync(connection, transaction, events, keys, cancellationToken);
        // The first of several equal events within the transaction is the new one.
        var results = keys.Select(accepted.Remove).ToList();
        List<IngestEvent> taken = [.. events.Where((_, i) => results[i])];
        await PostgresCopy.WriteAsync(connection, taken, clock.GetUtcNow(), cancellationToken);
        await WriteKeysAsync(connection, transaction, [.. taken.OfType<KeyMade>()], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return results;
    }

    private static async Task<HashSet<Guid>> AcceptAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<IngestEvent> events, List<Guid> keys, CancellationToken cancellationToken)
    {
        // In one order everywhere: replicas that store the same events wait for each other instead of locking each other out.
        var batches = events.Index().Where(e => e.Item is OutcomesReceived).Select(e => (Day: e.Item.Day!.Value, Key: keys[e.Index])).Order().ToList();
        var others = events.Index().Where(e => e.Item is not OutcomesReceived).Select(e => keys[e.Index]).Order().ToArray();
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (batches.Count > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("INSERT INTO batch_ids (day, id) SELECT * FROM unnest($1, $2) ON CONFLICT DO NOTHING RETURNING id")
            {
                Parameters = { Array(batches.Select(b => b.Day).ToArray(), NpgsqlDbType.Integer), Array(batches.Select(b => b.Key).ToArray(), NpgsqlDbType.Uuid) },
            });
        }

        if (others.Length > 0)
            batch.BatchCommands.Add(new NpgsqlBatchCommand("INSERT INTO event_ids (id) SELECT * FROM unnest($1) ON CONFLICT DO NOTHING RETURNING id") { Parameters = { Array(others, NpgsqlDbType.Uuid) } });
        var accepted = new HashSet<Guid>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        do
        {
            while (await reader.ReadAsync(cancellationToken))
                accepted.Add(reader.GetGuid(0));
        }
        while (await reader.NextResultAsync(cancellationToken));
        return accepted;
    }

    private static async Task WriteKeysAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, KeyMade[] keys, CancellationToken cancellationToken)
    {
        if (keys.Length == 0)
            return;
        await using var command = new NpgsqlCommand(
            "INSERT INTO patient_keys (patient, wrapped) SELECT k.patient, k.wrapped FROM unnest($1, $2) AS k (patient, wrapped) WHERE NOT EXISTS (SELECT 1 FROM deletions d WHERE d.patient = k.patient) ON CONFLICT (patient) DO NOTHING",
            connection, transaction)
        {
            Parameters = { Array(keys.Select(k => k.Patient).ToArray(), NpgsqlDbType.Uuid), Array(keys.Select(k => k.Wrapped).ToArray(), NpgsqlDbType.Bytea) },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter Array<T>(T[] values, NpgsqlDbType type) => new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | type };
}
