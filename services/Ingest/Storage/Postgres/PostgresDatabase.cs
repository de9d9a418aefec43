using System.Data.Common;
using Npgsql;

namespace VectorCare.Ingest.Storage.Postgres;

/// <summary>A PostgreSQL database.</summary>
internal sealed class PostgresDatabase(NpgsqlDataSource source, Partitions partitions) : Database(source)
{
    // Of keys that come twice the last counts. A commit that takes too long is cut off, never cancelled: a server that is told to stop waiting for its
    // standby calls the commit done, and the event would be acknowledged with one copy. Nobody leaves anything on a session: settings are of a transaction, advisory
    // locks are given back, or go with a connection that broke. To reset it at every use costs the server some 5 % at full load.
    private const string Defaults = "Max Auto Prepare=50;Auto Prepare Min Usages=2;Cancellation Timeout=-1;No Reset On Close=true;";

    public NpgsqlDataSource Npgsql => source;

    public Partitions Partitions => partitions;

    /// <summary>Whether TimescaleDB keeps the tables.</summary>
    public bool Timescale { get; set; }

    /// <summary>Connections on which statements that come again are planned once, unless the connection string says otherwise: planning over the partitions takes longer than reading from them.</summary>
    /// <param name="connection">Of several hosts the one that takes writes is used, also after a failover.</param>
    public static NpgsqlDataSource Connect(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(Defaults + connection);
        if (settings.Host?.Contains(',', StringComparison.Ordinal) != true)
            return NpgsqlDataSource.Create(settings);
        settings.Remove("Target Session Attributes");
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary);
    }

    public override object Value(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset time => time.ToUniversalTime(),
        _ => value,
    };

    public override Guid Id(DbDataReader reader, int ordinal) => reader.GetGuid(ordinal);

    public override DateTimeOffset Time(DbDataReader reader, int ordinal) => reader.GetFieldValue<DateTimeOffset>(ordinal);

    public override async Task DropBeforeAsync(string table, bool ofPatients, int day, CancellationToken cancellationToken)
    {
        var held = ofPatients && await ReadAsync("SELECT 1 FROM legal_holds LIMIT 1", _ => true, cancellationToken).AnyAsync(cancellationToken);
        if (held)
            await base.DropBeforeAsync(table, ofPatients, day, cancellationToken);
        else if (Timescale)
            await RunAsync($"SELECT drop_chunks('{table}', older_than => $1)", cancellationToken, day);
        else
            await partitions.DropBeforeAsync(table, day, cancellationToken);
    }

    public override Task DropEmptyAsync(string table, int day, CancellationToken cancellationToken) =>
        Timescale ? Task.CompletedTask : partitions.DropEmptyAsync(table, day, cancellationToken);

    public override Task DropIdsBeforeAsync(int day, CancellationToken cancellationToken) => DropBeforeAsync("batch_ids", ofPatients: false, day, cancellationToken);

    public override async Task<IAsyncDisposable?> TryTakeTurnAsync(CancellationToken cancellationToken)
    {
        // The lock goes with the connection, also when this process dies.
        var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var take = new NpgsqlCommand("SELECT pg_try_advisory_lock(7104002)", connection);
        if ((bool)(await take.ExecuteScalarAsync(cancellationToken))!)
            return new Turn(connection);
        await connection.DisposeAsync();
        return null;
    }

    public override async Task<long> SizeAsync(CancellationToken cancellationToken) =>
        await ReadAsync("SELECT pg_database_size(current_database())", r => r.GetInt64(0), cancellationToken).SingleAsync(cancellationToken);

    protected override void Name(DbParameter parameter, int number)
    {
        // Npgsql goes by position.
    }

    private sealed class Turn(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await using (var give = new NpgsqlCommand("SELECT pg_advisory_unlock(7104002)", connection))
                await give.ExecuteNonQueryAsync(CancellationToken.None);
            await connection.DisposeAsync();
        }
    }
}
