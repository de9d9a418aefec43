using Microsoft.Data.Sqlite;

namespace LocalDapr.Storage;

/// <summary>A connection with its prepared commands. Used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    private SqliteSession(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens a connection in WAL mode. <c>synchronous=NORMAL</c>: a commit survives the end of the process; a power cut may lose the last ones but never breaks the file.</summary>
    /// <param name="connectionString">Connection string.</param>
    /// <param name="busyTimeout">How long a lock is waited for.</param>
    /// <returns>The session.</returns>
    public static SqliteSession Open(string connectionString, TimeSpan busyTimeout)
    {
        var connection = new SqliteConnection(connectionString) { DefaultTimeout = (int)Math.Ceiling(busyTimeout.TotalSeconds) };
        connection.Open();
        var session = new SqliteSession(connection);
        session.Execute($"PRAGMA busy_timeout={(long)busyTimeout.TotalMilliseconds}");
        session.Execute("PRAGMA journal_mode=WAL");
        session.Execute("PRAGMA synchronous=NORMAL");
        return session;
    }

    /// <summary>Runs a statement.</summary>
    /// <param name="sql">Text; prepared once per session.</param>
    /// <param name="values">Values of its parameters <c>$1</c>, <c>$2</c>, …</param>
    /// <returns>Number of rows changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteNonQuery();

    /// <summary>Runs a query.</summary>
    /// <typeparam name="T">What a row becomes.</typeparam>
    /// <param name="sql">Text; prepared once per session.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="values">Values of its parameters <c>$1</c>, <c>$2</c>, …</param>
    /// <returns>The rows.</returns>
    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Bind(sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>Gives up a transaction that may be open.</summary>
    public void TryRollback()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has ended the transaction itself.
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 1; i <= values.Length; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
            _commands.Add(sql, command);
        }
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }
}
