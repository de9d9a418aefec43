using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Storage.Postgres;
using VectorCare.Ingest.Storage.Sqlite;
using VectorCare.TestKit.Servers;
using VectorCare.TestServers;

namespace VectorCare.Ingest.Tests.Servers;

/// <summary>A store on a place of its own: a file, or a database.</summary>
internal sealed class StoreUnderTest(Database database, SqlEventStore store) : IAsyncDisposable
{
    public Database Database => database;

    public SqlEventStore Store => store;

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        await database.DisposeAsync();
    }
}

/// <summary>Where a test keeps its stores.</summary>
internal abstract class StorePlace : IAsyncDisposable
{
    /// <summary>What a service is told to keep its events here.</summary>
    public abstract IReadOnlyDictionary<string, string?> Settings { get; }

    /// <summary>A replica: several may be open on the same place.</summary>
    public abstract StoreUnderTest Replica(FakeTimeProvider clock);

    public async Task<StoreUnderTest> OpenAsync(FakeTimeProvider clock)
    {
        var replica = Replica(clock);
        await replica.Store.OpenAsync(TestContext.Current.CancellationToken);
        return replica;
    }

    public abstract ValueTask DisposeAsync();
}

internal sealed class SqlitePlace : StorePlace
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ingest-").FullName;

    public string File => Path.Combine(_folder, "ingest.db");

    public override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?> { ["Storage:Path"] = File };

    public override StoreUnderTest Replica(FakeTimeProvider clock)
    {
        var database = new SqliteDatabase(File);
        return new StoreUnderTest(database, new SqliteEventStore(database, clock));
    }

    public override ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

internal sealed class PostgresPlace : StorePlace
{
    private readonly bool _isShared;

    private PostgresPlace(string connection, bool isShared) => (Connection, _isShared) = (connection, isShared);

    public string Connection { get; }

    public override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?> { ["Storage:Provider"] = nameof(StorageProvider.PostgreSql), ["Storage:ConnectionString"] = Connection };

    public static async Task<PostgresPlace> CreateAsync() => new(await PostgresServer.CreateDatabaseAsync(), isShared: true);

    /// <summary>On a server that goes with the test.</summary>
    public static PostgresPlace On(PrivatePostgres server, string settings) => new($"{server.Connection};{settings}", isShared: false);

    public override StoreUnderTest Replica(FakeTimeProvider clock)
    {
        var source = PostgresDatabase.Connect(Connection);
        var database = new PostgresDatabase(source, new Partitions(source));
        return new StoreUnderTest(database, new PostgresEventStore(database, clock));
    }

    public override async ValueTask DisposeAsync()
    {
        if (_isShared)
            await PostgresServer.DropDatabaseAsync(Connection);
    }
}
