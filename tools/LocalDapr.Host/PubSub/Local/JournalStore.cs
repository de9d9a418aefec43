using Microsoft.Data.Sqlite;

namespace LocalDapr.PubSub.Local;

/// <summary>The journal's file: blocks of events, and which events of a block a group has acknowledged. Used by one thread.</summary>
internal sealed class JournalStore : IDisposable
{
    private const int SchemaVersion = 1;
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insertBlock;
    private readonly SqliteCommand _deleteBlock;
    private readonly SqliteCommand _deleteAcks;
    private readonly SqliteCommand _saveAcks;
    private readonly SqliteCommand _readBlocks;

    /// <summary>Opens or creates the file.</summary>
    /// <param name="path">The file; its folder exists.</param>
    public JournalStore(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        _connection.Open();
        Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=8000; PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-16000;");
        CreateSchema();
        _insertBlock = Prepare("INSERT INTO blocks(id, topic, data) VALUES($a, $b, $c)");
        _deleteBlock = Prepare("DELETE FROM blocks WHERE id = $a");
        _deleteAcks = Prepare("DELETE FROM acks WHERE block = $a");
        _saveAcks = Prepare("INSERT INTO acks(block, grp, bits) VALUES($a, $b, $c) ON CONFLICT DO UPDATE SET bits = excluded.bits");
        _readBlocks = Prepare("SELECT b.id, b.data, a.bits FROM blocks b LEFT JOIN acks a ON a.block = b.id AND a.grp = $a WHERE b.topic = $b AND b.id > $c ORDER BY b.id LIMIT 64");
    }

    /// <summary>Topics with their ids.</summary>
    /// <returns>Id, name, and whether it is used as a dead-letter topic.</returns>
    public List<(int Id, string Name, bool IsDeadLetter)> Topics() =>
        Query("SELECT id, name, dead FROM topics", r => (r.GetInt32(0), r.GetString(1), r.GetBoolean(2)));

    /// <summary>Groups of all topics.</summary>
    /// <returns>Id, topic, app id, and the last block before the group began.</returns>
    public List<(int Id, int Topic, string AppId, long Start)> Groups() =>
        Query("SELECT id, topic, app, start FROM consumers", r => (r.GetInt32(0), r.GetInt32(1), r.GetString(2), r.GetInt64(3)));

    /// <summary>Blocks of a topic that are kept, in order.</summary>
    /// <param name="topic">The topic.</param>
    /// <returns>Their ids.</returns>
    public List<long> BlockIds(int topic) => Query($"SELECT id FROM blocks WHERE topic = {topic} ORDER BY id", r => r.GetInt64(0));

    /// <summary>The highest block id ever given.</summary>
    /// <returns>The id, or 0.</returns>
    public long LastBlock() => Query("SELECT max(coalesce((SELECT max(id) FROM blocks), 0), coalesce((SELECT max(start) FROM consumers), 0))", r => r.GetInt64(0))[0];

    /// <summary>Runs what is written in one transaction.</summary>
    /// <param name="write">Writes.</param>
    public void InTransaction(Action write)
    {
        Execute("BEGIN IMMEDIATE");
        try
        {
            write();
            Execute("COMMIT");
        }
        catch
        {
            Execute("ROLLBACK");
            throw;
        }
    }

    /// <summary>Adds a topic, or changes it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isDeadLetter">Whether it is used as a dead-letter topic.</param>
    /// <returns>Its id.</returns>
    public int SaveTopic(string name, bool isDeadLetter)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "INSERT INTO topics(name, dead) VALUES($name, $dead) ON CONFLICT(name) DO UPDATE SET dead = excluded.dead RETURNING id";
        command.Parameters.AddWithValue("$name", name);
        command.Parameters.AddWithValue("$dead", isDeadLetter);
        return Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Adds a group, or notes that it is there.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="appId">The app.</param>
    /// <param name="start">The last block before it began; kept when the group exists.</param>
    /// <param name="seen">Now.</param>
    /// <returns>Its id.</returns>
    public int SaveGroup(int topic, string appId, long start, DateTimeOffset seen)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "INSERT INTO consumers(topic, app, start, seen) VALUES($topic, $app, $start, $seen) ON CONFLICT(topic, app) DO UPDATE SET seen = excluded.seen RETURNING id";
        command.Parameters.AddWithValue("$topic", topic);
        command.Parameters.AddWithValue("$app", appId);
        command.Parameters.AddWithValue("$start", start);
        command.Parameters.AddWithValue("$seen", seen.ToUnixTimeSeconds());
        return Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Removes groups that no app has subscribed with for long.</summary>
    /// <param name="before">The last time that counts.</param>
    public void ForgetGroups(DateTimeOffset before) => Execute($"DELETE FROM consumers WHERE seen < {before.ToUnixTimeSeconds()}");

    /// <summary>Adds a block.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="topic">Its topic.</param>
    /// <param name="data">The events.</param>
    public void InsertBlock(long id, int topic, byte[] data) => Run(_insertBlock, id, topic, data);

    /// <summary>Removes a block and everything known of it.</summary>
    /// <param name="id">Its id.</param>
    public void DeleteBlock(long id)
    {
        Run(_deleteBlock, id);
        Run(_deleteAcks, id);
    }

    /// <summary>Keeps what a group has acknowledged of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="group">The group.</param>
    /// <param name="bits">One bit for each event.</param>
    public void SaveAcks(long block, int group, byte[] bits) => Run(_saveAcks, block, group, bits);

    /// <summary>Reads up to 64 blocks of a topic after a block, with what a group has acknowledged of them.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="group">The group.</param>
    /// <param name="after">Id of the block before.</param>
    /// <returns>Id, events and acknowledged bits of each, read one by one.</returns>
    public IEnumerable<(long Id, byte[] Data, byte[]? Bits)> Read(int topic, int group, long after)
    {
        Bind(_readBlocks, group, topic, after);
        using var reader = _readBlocks.ExecuteReader();
        while (reader.Read())
            yield return (reader.GetInt64(0), (byte[])reader[1], reader[2] as byte[]);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[_insertBlock, _deleteBlock, _deleteAcks, _saveAcks, _readBlocks])
            command.Dispose();
        _connection.Dispose();
    }

    private void CreateSchema()
    {
        var version = Query("PRAGMA user_version", r => r.GetInt32(0))[0];
        if (version > SchemaVersion)
            throw new InvalidOperationException($"{_connection.DataSource} was written by a newer version ({version}); this one knows {SchemaVersion}.");
        Execute(
            $"""
            CREATE TABLE IF NOT EXISTS topics(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, dead INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS consumers(id INTEGER PRIMARY KEY AUTOINCREMENT, topic INTEGER NOT NULL, app TEXT NOT NULL, start INTEGER NOT NULL, seen INTEGER NOT NULL, UNIQUE(topic, app));
            CREATE TABLE IF NOT EXISTS blocks(id INTEGER PRIMARY KEY, topic INTEGER NOT NULL, data BLOB NOT NULL);
            CREATE INDEX IF NOT EXISTS blocks_of_topic ON blocks(topic, id);
            CREATE TABLE IF NOT EXISTS acks(block INTEGER NOT NULL, grp INTEGER NOT NULL, bits BLOB NOT NULL, PRIMARY KEY(block, grp)) WITHOUT ROWID;
            PRAGMA user_version={SchemaVersion};
            """);
    }

    private SqliteCommand Prepare(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in (string[])["$a", "$b", "$c"])
        {
            if (sql.Contains(name, StringComparison.Ordinal))
                command.Parameters.Add(new SqliteParameter(name, null));
        }

        command.Prepare();
        return command;
    }

    private static void Bind(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        Bind(command, values);
        command.ExecuteNonQuery();
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private List<T> Query<T>(string sql, Func<SqliteDataReader, T> read)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }
}
