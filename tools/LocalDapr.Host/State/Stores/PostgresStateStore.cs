using System.Globalization;
using Npgsql;

namespace LocalDapr.State.Stores;

/// <summary><c>state.postgresql</c>, versions 1 and 2. A first-write that loses is a failure of its own here, no etag mismatch.</summary>
internal sealed class PostgresStateStore : IStateStore
{
    // Any number; it keeps sidecars that start together from creating the tables twice.
    private const long CreationLock = 0x0da9_57a7e;

    private readonly NpgsqlDataSource _source;
    private readonly PostgresStateOptions _options;
    private readonly PostgresStateStatements _sql;
    private readonly TimeProvider _clock;
    private ITimer? _cleaner;

    /// <summary>Creates the store.</summary>
    /// <param name="options">Options.</param>
    /// <param name="sql">Statements of its version.</param>
    /// <param name="clock">The clock; expiry follows it, not the server's.</param>
    public PostgresStateStore(PostgresStateOptions options, PostgresStateStatements sql, TimeProvider clock)
    {
        _options = options;
        _sql = sql;
        _clock = clock;
        _source = NpgsqlDataSource.Create(options.ConnectionString);
    }

    /// <inheritdoc />
    public StateStoreTraits Traits { get; } = new(true, ["ETAG", "TRANSACTIONAL", "TTL", "DELETE_WITH_PREFIX", "KEYS_LIKE", "ACTOR"]);

    /// <inheritdoc />
    public async Task InitAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"SELECT pg_advisory_xact_lock({CreationLock})"));
        foreach (var statement in _sql.Prepare)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (_options.CleanupInterval > TimeSpan.Zero)
            _cleaner = _clock.CreateTimer(_ => _ = CleanAsync(), null, _options.CleanupInterval, _options.CleanupInterval);
    }

    /// <inheritdoc />
    public async Task<StateValue?> GetAsync(string key, CancellationToken cancellationToken) => (await GetManyAsync([key], cancellationToken))[0];

    /// <inheritdoc />
    public async Task<IReadOnlyList<StateValue?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(_sql.Get);
        command.Parameters.Add(new NpgsqlParameter { Value = keys.ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = _clock.GetUtcNow().UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<string, StateValue>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            var expires = await reader.IsDBNullAsync(3, cancellationToken) ? (DateTimeOffset?)null : reader.GetFieldValue<DateTimeOffset>(3);
            var data = _sql.TransactionEtags ? PostgresJsonValue.Read(reader.GetString(1), reader.GetBoolean(4)) : reader.GetFieldValue<byte[]>(1);
            found[reader.GetString(0)] = new StateValue(data, reader.GetString(2), expires);
        }
        return [.. keys.Select(key => found.GetValueOrDefault(key))];
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<StateFailure?>> ApplyAsync(IReadOnlyList<StateOperation> operations, CancellationToken cancellationToken)
    {
        var failures = new StateFailure?[operations.Count];
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);

        // With error barriers each statement is a transaction of its own, all in one round trip.
        await using var batch = new NpgsqlBatch(connection) { EnableErrorBarriers = true };
        var sent = new List<(int Index, NpgsqlBatchCommand Command)>(operations.Count);
        for (var i = 0; i < operations.Count; i++)
        {
            (var command, failures[i]) = Prepare(operations[i]);
            if (command is null)
                continue;
            batch.BatchCommands.Add(command);
            sent.Add((i, command));
        }
        if (sent.Count == 0)
            return failures;
        await batch.ExecuteNonQueryAsync(cancellationToken);
        foreach (var (index, command) in sent)
            failures[index] = Judge(operations[index], command.RecordsAffected);
        return failures;
    }

    /// <inheritdoc />
    public async Task<StateFailure?> TransactAsync(IReadOnlyList<StateOperation> operations, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var operation in operations)
        {
            var (command, failure) = Prepare(operation);
            if (command is null)
                return failure;
            await using var batch = new NpgsqlBatch(connection, transaction);
            batch.BatchCommands.Add(command);
            await batch.ExecuteNonQueryAsync(cancellationToken);
            if (Judge(operation, command.RecordsAffected) is { } refused)
                return refused;
        }
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_cleaner is not null)
            await _cleaner.DisposeAsync();
        await _source.DisposeAsync();
    }

    private (NpgsqlBatchCommand? Command, StateFailure? Failure) Prepare(StateOperation operation)
    {
        object etag = operation.ETag ?? "";
        if (operation.ETag is not null && _sql.TransactionEtags && !uint.TryParse(operation.ETag, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            return (null, new StateFailure(StateFailureReason.EtagInvalid, $"invalid etag value: strconv.ParseUint: parsing \"{operation.ETag}\": invalid syntax"));
        if (operation.ETag is not null && !_sql.TransactionEtags)
        {
            if (!Guid.TryParse(operation.ETag, out var id))
                return (null, StateFailure.Mismatch($"invalid UUID length: {operation.ETag.Length}"));
            etag = id;
        }
        if (operation.Kind == StateOperationKind.Delete)
            return (operation.ETag is null ? Command(_sql.Delete, operation.Key) : Command(_sql.DeleteMatching, operation.Key, etag), null);
        if (!Ttl.TryParse(operation.Ttl, out var seconds))
            return (null, StateFailure.Other($"error parsing TTL: incorrect value for metadata 'ttlInSeconds': strconv.ParseInt: parsing \"{operation.Ttl}\": invalid syntax"));
        var now = _clock.GetUtcNow();
        var expires = Ttl.ExpiresAt(seconds, now)?.UtcDateTime;
        var value = Value(operation.Data);
        return operation.ETag is not null
            ? (Command(_sql.SetMatching, operation.Key, value, expires, now.UtcDateTime, etag), null)
            : (Command(operation.FirstWrite ? _sql.Create : _sql.Set, operation.Key, value, expires, now.UtcDateTime), null);
    }

    private object Value(byte[] data) => _sql.TransactionEtags
        ? new NpgsqlParameter { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb, Value = PostgresJsonValue.Write(data) }
        : data;

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value switch
            {
                NpgsqlParameter parameter => parameter,
                null => new NpgsqlParameter { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz, Value = DBNull.Value },
                _ => new NpgsqlParameter { Value = value },
            });
        }
        return command;
    }

    private static StateFailure? Judge(StateOperation operation, int rows)
    {
        if (rows > 0 || (operation.Kind == StateOperationKind.Delete && operation.ETag is null))
            return null;
        return operation.ETag is null ? StateFailure.Other("no item was updated") : StateFailure.Mismatch();
    }

    private async Task CleanAsync()
    {
        try
        {
            await using var command = _source.CreateCommand(_sql.Clean);
            command.Parameters.Add(new NpgsqlParameter { Value = _clock.GetUtcNow().UtcDateTime });
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception error) when (error is NpgsqlException or ObjectDisposedException)
        {
            // The next sweep tries again; reads never show an expired row.
        }
    }
}
