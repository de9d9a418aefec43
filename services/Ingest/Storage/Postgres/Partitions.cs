using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

namespace VectorCare.Ingest.Storage.Postgres;

/// <summary>Native partitions: a day of what is packed soon, 30 days of what is kept for years. Made when the first row comes, dropped as a whole.</summary>
internal sealed class Partitions(NpgsqlDataSource source)
{
    private const int PackedDays = 30;
    private static readonly string[] Daily = ["batch_ids", "poll_batches", "transmissions", "measurements"];
    private static readonly string[] Packed = ["poll_days", "transmission_days", "raw"];
    private readonly ConcurrentDictionary<int, bool> _made = new();

    /// <summary>Makes the partitions of a day, once.</summary>
    public async ValueTask EnsureAsync(int day, CancellationToken cancellationToken)
    {
        if (_made.ContainsKey(day))
            return;
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var first = day / PackedDays * PackedDays;
        var statements = Daily.Select(t => Create(t, day, day + 1)).Concat(Packed.Select(t => Create(t, first, first + PackedDays)));
        // Replicas take turns: CREATE IF NOT EXISTS by itself races.
        await using var command = new NpgsqlCommand("SELECT pg_advisory_xact_lock(7104001);" + string.Concat(statements), connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        _made[day] = true;
    }

    /// <summary>Forgets what was made: another replica dropped some of it.</summary>
    public void Forget() => _made.Clear();

    /// <summary>Drops a day's partition if nothing is left in it; what comes late makes it anew.</summary>
    public async Task DropEmptyAsync(string table, int day, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var find = new NpgsqlCommand($"SELECT to_regclass('{table}_{day}') IS NOT NULL", connection, transaction);
        if (!(bool)(await find.ExecuteScalarAsync(cancellationToken))!)
            return;
        // The table before its partition, in the order of readers and writers.
        await using var check = new NpgsqlCommand($"SET LOCAL lock_timeout = '2s'; LOCK TABLE ONLY {table} IN ACCESS EXCLUSIVE MODE; SELECT EXISTS (SELECT FROM {table}_{day})", connection, transaction);
        if ((bool)(await check.ExecuteScalarAsync(cancellationToken))!)
            return;
        _made.TryRemove(day, out _);
        await using var drop = new NpgsqlCommand($"DROP TABLE {table}_{day}", connection, transaction);
        await drop.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Drops the partitions of a table that lie wholly before a day; gives one up after two seconds rather than hold up writers.</summary>
    public async Task DropBeforeAsync(string table, int day, CancellationToken cancellationToken)
    {
        foreach (var made in _made.Keys.Where(d => d < day))
            _made.TryRemove(made, out _);
        foreach (var partition in await BeforeAsync(table, day, cancellationToken))
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var command = new NpgsqlCommand($"SET LOCAL lock_timeout = '2s'; DROP TABLE IF EXISTS {partition}", connection, transaction);
            await command.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }

    private async Task<IReadOnlyList<string>> BeforeAsync(string table, int day, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::regclass ORDER BY 1");
        command.Parameters.Add(new NpgsqlParameter { Value = table });
        var names = new List<string>();
        var length = Packed.Contains(table) ? PackedDays : 1;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (int.TryParse(reader.GetString(0).AsSpan(table.Length + 1), CultureInfo.InvariantCulture, out var first) && first + length <= day)
                names.Add(reader.GetString(0));
        }

        return names;
    }

    private static string Create(string table, int from, int to) =>
        $"CREATE TABLE IF NOT EXISTS {table}_{from} PARTITION OF {table} FOR VALUES FROM ({from}) TO ({to});";
}
