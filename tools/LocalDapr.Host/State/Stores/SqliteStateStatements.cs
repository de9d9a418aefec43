namespace LocalDapr.State.Stores;

/// <summary>SQL of <see cref="SqliteStateStore"/> for given table names.</summary>
internal sealed class SqliteStateStatements(string table, string metadataTable)
{
    private const string Live = "(expiration_time IS NULL OR expiration_time > {0})";

    public IReadOnlyList<string> Create { get; } =
    [
        $"CREATE TABLE IF NOT EXISTS {table} (key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL, is_binary BOOLEAN NOT NULL, etag TEXT NOT NULL, expiration_time TEXT, update_time TEXT NOT NULL)",
        $"CREATE INDEX IF NOT EXISTS {table}_expiration_time ON {table} (expiration_time) WHERE expiration_time IS NOT NULL",
        $"CREATE TABLE IF NOT EXISTS {metadataTable} (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
    ];

    public string Get { get; } = $"SELECT value, etag, expiration_time FROM {table} WHERE key = $1 AND {string.Format(null, Live, "$2")}";

    public string GetMany { get; } = $"SELECT value, etag, expiration_time, key FROM {table} WHERE key IN (SELECT value FROM json_each($1)) AND {string.Format(null, Live, "$2")}";

    public string Set { get; } =
        $"INSERT INTO {table} (key, value, is_binary, etag, expiration_time, update_time) VALUES ($1, $2, 0, $3, $4, $5) ON CONFLICT (key) DO UPDATE SET {Replaced}";

    public string Create1 { get; } =
        $"INSERT INTO {table} (key, value, is_binary, etag, expiration_time, update_time) VALUES ($1, $2, 0, $3, $4, $5) ON CONFLICT (key) DO UPDATE SET {Replaced} WHERE {table}.expiration_time <= excluded.update_time";

    public string SetMatching { get; } =
        $"UPDATE {table} SET value = $2, is_binary = 0, etag = $3, expiration_time = $4, update_time = $5 WHERE key = $1 AND etag = $6 AND {string.Format(null, Live, "$5")}";

    public string Delete { get; } = $"DELETE FROM {table} WHERE key = $1";

    public string DeleteMatching { get; } = $"DELETE FROM {table} WHERE key = $1 AND etag = $2 AND {string.Format(null, Live, "$3")}";

    public string Clean { get; } = $"DELETE FROM {table} WHERE expiration_time IS NOT NULL AND expiration_time <= $1";

    public string NoteCleanup { get; } =
        $"INSERT INTO {metadataTable} (key, value) VALUES ('last-cleanup-state-{table}', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value";

    private static string Replaced => "value = excluded.value, is_binary = 0, etag = excluded.etag, expiration_time = excluded.expiration_time, update_time = excluded.update_time";
}
