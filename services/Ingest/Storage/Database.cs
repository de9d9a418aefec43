using System.Data.Common;
using System.Runtime.CompilerServices;

namespace VectorCare.Ingest.Storage;

/// <summary>Connections, and how ids and times are held. Statements use <c>$1</c>, <c>$2</c>, … which both databases understand.</summary>
internal abstract class Database(DbDataSource source) : IAsyncDisposable
{
    public DbDataSource Source => source;

    /// <summary>A value as the database takes it.</summary>
    public abstract object Value(object? value);

    public abstract Guid Id(DbDataReader reader, int ordinal);

    public abstract DateTimeOffset Time(DbDataReader reader, int ordinal);

    /// <summary>Reads rows.</summary>
    public async IAsyncEnumerable<T> ReadAsync<T>(string sql, Func<DbDataReader, T> row, [EnumeratorCancellation] CancellationToken cancellationToken, params object?[] values)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = Command(connection, null, sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return row(reader);
    }

    /// <summary>Runs a statement by itself.</summary>
    /// <returns>Rows changed.</returns>
    public async Task<int> RunAsync(string sql, CancellationToken cancellationToken, params object?[] values)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = Command(connection, null, sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A statement on a connection.</summary>
    public DbCommand Command(DbConnection connection, DbTransaction? transaction, string sql, params object?[] values)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach (var (index, value) in values.Index())
        {
            var parameter = command.CreateParameter();
            Name(parameter, index + 1);
            parameter.Value = Value(value);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>Drops a table's rows of days before one; patients under legal hold keep theirs.</summary>
    public virtual Task DropBeforeAsync(string table, bool ofPatients, int day, CancellationToken cancellationToken) =>
        RunAsync($"DELETE FROM {table} WHERE day < $1" + (ofPatients ? " AND patient NOT IN (SELECT patient FROM legal_holds)" : string.Empty), cancellationToken, day);

    /// <summary>Gives back what a packed day left behind empty; readers would have to look through it.</summary>
    public virtual Task DropEmptyAsync(string table, int day, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Forgets event ids that are remembered by day.</summary>
    public abstract Task DropIdsBeforeAsync(int day, CancellationToken cancellationToken);

    /// <summary>Takes the one turn of all replicas for upkeep; disposing gives it back.</summary>
    /// <returns>Null when another replica has it.</returns>
    public abstract Task<IAsyncDisposable?> TryTakeTurnAsync(CancellationToken cancellationToken);

    /// <summary>Bytes on disk.</summary>
    public abstract Task<long> SizeAsync(CancellationToken cancellationToken);

    public virtual ValueTask DisposeAsync() => source.DisposeAsync();

    /// <summary>Names a parameter where the database goes by names.</summary>
    protected abstract void Name(DbParameter parameter, int number);
}
