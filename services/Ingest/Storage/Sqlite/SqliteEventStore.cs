using Microsoft.Data.Sqlite;
using VectorCare.Ingest.Events;

namespace VectorCare.Ingest.Storage.Sqlite;

/// <summary>The embedded default: one SQLite file in WAL mode, one writing connection; readers have their own.</summary>
internal sealed class SqliteEventStore(SqliteDatabase database, TimeProvider clock) : SqlEventStore(database)
{
    private const int TooBig = 18;
    private const int Constraint = 19;
    private const int Mismatch = 20;
    private const int Range = 25;
    private readonly SqliteDatabase _database = database;
    private SqliteConnection? _writer;
    private SqliteStatements? _statements;

    public override string Kind => "sqlite";

    public override async Task OpenAsync(CancellationToken cancellationToken)
    {
        _writer?.Dispose();
        _writer = (SqliteConnection)await _database.Source.OpenConnectionAsync(cancellationToken);
        await using var schema = typeof(SqliteEventStore).Assembly.GetManifestResourceStream("VectorCare.Ingest.Storage.Sqlite.schema.sql")!;
        using var reader = new StreamReader(schema);
        await using var command = _writer.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + await reader.ReadToEndAsync(cancellationToken);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await UpgradeAsync(cancellationToken);
        _statements = new SqliteStatements(_writer, _database, clock);
    }

    public override async Task<IReadOnlyList<bool>> WriteAsync(IReadOnlyList<IngestEvent> events, CancellationToken cancellationToken)
    {
        var results = new bool[events.Count];
        await using var transaction = (SqliteTransaction)await _writer!.BeginTransactionAsync(cancellationToken);
        for (var i = 0; i < events.Count; i++)
            results[i] = _statements!.Write(events[i], transaction);
        await transaction.CommitAsync(cancellationToken);
        return results;
    }

    public override bool IsTransient(Exception error) =>
        error is SqliteException { SqliteErrorCode: not (TooBig or Constraint or Mismatch or Range) } or IOException or InvalidOperationException;

    /// <summary>Files of an earlier version have dead letters that nobody could resolve, and whose ids name patients.</summary>
    private async Task UpgradeAsync(CancellationToken cancellationToken)
    {
        var columns = await _database.ReadAsync("SELECT name FROM pragma_table_info('dead_letters')", r => r.GetString(0), cancellationToken).ToListAsync(cancellationToken);
        if (!columns.Contains("reason"))
            await _database.RunAsync("UPDATE dead_letters SET id = lower(hex(randomblob(16))) || '-0'", cancellationToken);
        foreach (var column in (string[])["reason TEXT NOT NULL DEFAULT 'failed'", "resolution TEXT", "resolved_at INTEGER", "resolved_by TEXT", "note TEXT"])
        {
            if (!columns.Contains(column.Split(' ')[0]))
                await _database.RunAsync($"ALTER TABLE dead_letters ADD COLUMN {column}", cancellationToken);
        }

        await _database.RunAsync("CREATE INDEX IF NOT EXISTS dead_letters_by_id ON dead_letters (id); CREATE INDEX IF NOT EXISTS dead_letters_open ON dead_letters (topic, reason) WHERE resolution IS NULL", cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        _statements?.Dispose();
        if (_writer is not null)
            await _writer.DisposeAsync();
    }
}
