using System.Globalization;
using System.Text.Json;
using LocalDapr.Storage;
using Microsoft.Data.Sqlite;

namespace LocalDapr.State.Stores;

/// <summary><c>state.sqlite</c>. Saves that arrive together share a commit; an expired row counts as missing everywhere.</summary>
internal sealed class SqliteStateStore : IStateStore
{
    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss.fff";

    private readonly SqliteStateOptions _options;
    private readonly SqliteFile _file;
    private readonly TimeProvider _clock;
    private readonly SqliteStateStatements _sql;
    private ITimer? _cleaner;

    /// <summary>Creates the store on a file that others may share.</summary>
    /// <param name="options">Options.</param>
    /// <param name="file">The file.</param>
    /// <param name="clock">The clock.</param>
    public SqliteStateStore(SqliteStateOptions options, SqliteFile file, TimeProvider clock)
    {
        _options = options;
        _file = file;
        _clock = clock;
        _sql = new SqliteStateStatements(options.Table, options.MetadataTable);
    }

    /// <inheritdoc />
    public StateStoreTraits Traits { get; } = new(false, ["ETAG", "TRANSACTIONAL", "TTL", "DELETE_WITH_PREFIX", "KEYS_LIKE", "ACTOR"]);

    /// <inheritdoc />
    public async Task InitAsync(CancellationToken cancellationToken)
    {
        await _file.TransactAsync(session =>
        {
            foreach (var statement in _sql.Create)
                session.Execute(statement);
            return true;
        });
        if (_options.CleanupInterval > TimeSpan.Zero)
            _cleaner = _clock.CreateTimer(_ => _ = CleanAsync(), null, _options.CleanupInterval, _options.CleanupInterval);
    }

    /// <inheritdoc />
    public async Task<StateValue?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var now = Now();
        return await _file.ReadAsync(session => Find(session, key, now));
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<StateValue?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var now = Now();
        var wanted = JsonSerializer.Serialize(keys);
        var found = await _file.ReadAsync(session => session.Query(_sql.GetMany, static row => (Key: row.GetString(3), Value: Read(row)), wanted, now));
        var values = found.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        return [.. keys.Select(values.GetValueOrDefault)];
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<StateFailure?>> ApplyAsync(IReadOnlyList<StateOperation> operations, CancellationToken cancellationToken) =>
        await Task.WhenAll(operations.Select(operation => _file.WriteAsync(session => Write(session, operation))));

    /// <inheritdoc />
    public Task<StateFailure?> TransactAsync(IReadOnlyList<StateOperation> operations, CancellationToken cancellationToken) =>
        _file.TransactAsync(
            session => operations.Select(operation => Write(session, operation)).FirstOrDefault(failure => failure is not null),
            failure => failure is not null);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_cleaner is not null)
            await _cleaner.DisposeAsync();
    }

    /// <summary>Deletes expired rows.</summary>
    internal Task CleanAsync()
    {
        var now = Now();
        return _file.TransactAsync(session =>
        {
            session.Execute(_sql.Clean, now);
            return session.Execute(_sql.NoteCleanup, now);
        });
    }

    private StateValue? Find(SqliteSession session, string key, string now) =>
        session.Query(_sql.Get, Read, key, now) is [var value] ? value : null;

    private static StateValue Read(SqliteDataReader row) =>
        new(row.GetFieldValue<byte[]>(0), row.GetString(1), row.IsDBNull(2) ? null : DateTimeOffset.Parse(row.GetString(2), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));

    private StateFailure? Write(SqliteSession session, StateOperation operation)
    {
        var now = Now();
        if (operation.Kind == StateOperationKind.Delete)
        {
            if (operation.ETag is null)
                session.Execute(_sql.Delete, operation.Key);
            else if (session.Execute(_sql.DeleteMatching, operation.Key, operation.ETag, now) == 0)
                return StateFailure.Mismatch();
            return null;
        }
        if (!Ttl.TryParse(operation.Ttl, out var seconds))
            return StateFailure.Other($"error parsing TTL: incorrect value for metadata 'ttlInSeconds': strconv.ParseInt: parsing \"{operation.Ttl}\": invalid syntax");
        var expires = Ttl.ExpiresAt(seconds, _clock.GetUtcNow()) is { } at ? Text(at) : null;
        var etag = Guid.NewGuid().ToString();
        var changed = (operation.ETag, operation.FirstWrite) switch
        {
            (null, false) => session.Execute(_sql.Set, operation.Key, operation.Data, etag, expires, now),
            (null, true) => session.Execute(_sql.Create1, operation.Key, operation.Data, etag, expires, now),
            _ => session.Execute(_sql.SetMatching, operation.Key, operation.Data, etag, expires, now, operation.ETag),
        };
        return changed == 0 ? StateFailure.Mismatch() : null;
    }

    private string Now() => Text(_clock.GetUtcNow());

    private static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
}
