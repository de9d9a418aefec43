using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using VectorCare.Ingest.Polls;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Storage.Postgres;
using VectorCare.Ingest.Storage.Raw;
using VectorCare.Ingest.Storage.Upkeep;
using VectorCare.Ingest.Summary;
using VectorCare.TestKit.Servers;

namespace VectorCare.Bench.Storage;

/// <summary>Ingest's own store on a database of its own, without the service around it.</summary>
internal sealed class OpenStore : IAsyncDisposable
{
    private readonly GroupCommit _commits;

    private OpenStore(NpgsqlDataSource source, BenchClock clock)
    {
        var meters = new Meters();
        Source = source;
        Clock = clock;
        Database = new PostgresDatabase(source, new Partitions(source));
        Store = new PostgresEventStore(Database, clock);
        _commits = new GroupCommit(Store, new PollLedger(), new Freshness(meters, clock), new AlertLedger(), clock, Options.Create(new StorageOptions()), NullLogger<GroupCommit>.Instance);
        Raw = new RawStore(Database, new PatientKeys(Database, _commits, new MasterKey()), _commits, clock);
        Packer = new Packer(Database);
    }

    public NpgsqlDataSource Source { get; }

    public BenchClock Clock { get; }

    public PostgresDatabase Database { get; }

    public PostgresEventStore Store { get; }

    public GroupCommit Commits => _commits;

    public RawStore Raw { get; }

    public Packer Packer { get; }

    public static async Task<OpenStore> CreateAsync(PrivatePostgres server, string name, DateTimeOffset now, CancellationToken stop)
    {
        await using (var connection = new NpgsqlConnection(server.Connection))
        {
            await connection.OpenAsync(stop);
            await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
            await create.ExecuteNonQueryAsync(stop);
        }

        var store = new OpenStore(PostgresDatabase.Connect(new NpgsqlConnectionStringBuilder(server.Connection) { Database = name }.ToString()), new BenchClock { Now = now });
        await store._commits.StartAsync(stop);
        await store._commits.Opened.WaitAsync(stop);
        return store;
    }

    /// <summary>Bytes of tables with their partitions, indexes and large values.</summary>
    public async Task<long> BytesAsync(CancellationToken stop, params string[] tables) =>
        await Database.ReadAsync(
            "SELECT CAST(coalesce(sum(pg_total_relation_size(c.oid)), 0) AS bigint) FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid WHERE c.relkind = 'r' AND (c.relname = ANY($1) OR i.inhparent = ANY($1::regclass[]))",
            r => r.GetInt64(0), stop, [tables]).SingleAsync(stop);

    public async ValueTask DisposeAsync()
    {
        await _commits.StopAsync(CancellationToken.None);
        _commits.Dispose();
        await Store.DisposeAsync();
        await Database.DisposeAsync();
    }

    private sealed class MasterKey : IMasterKey
    {
        private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

        public ValueTask<byte[]> GetAsync(CancellationToken cancellationToken) => new(_key);
    }

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
            // Meters go with the process.
        }
    }
}

/// <summary>A clock that stands where the bench puts it.</summary>
internal sealed class BenchClock : TimeProvider
{
    public DateTimeOffset Now { get; set; }

    public override DateTimeOffset GetUtcNow() => Now;
}
