using Npgsql;
using VectorCare.TestKit.Servers;

namespace VectorCare.TestServers;

/// <summary>The server of <c>VECTORCARE_TEST_PG</c>, else one of the tests' own where PostgreSQL is installed, else one that Docker starts; each test has a database of its own on it.</summary>
public static class PostgresServer
{
    private static readonly Lazy<Task<string>> Found = new(FindAsync);

    /// <summary>Makes an empty database; skips the test where there is no server.</summary>
    /// <returns>Its connection string.</returns>
    public static async Task<string> CreateDatabaseAsync()
    {
        var server = await Found.Value;
        var name = "test_" + Guid.NewGuid().ToString("n");
        await RunAsync(server, $"CREATE DATABASE {name} STRATEGY file_copy");
        return new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 10 }.ToString();
    }

    /// <summary>Drops a database with whoever is in it.</summary>
    public static async Task DropDatabaseAsync(string database) =>
        await RunAsync(await Found.Value, $"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(database).Database} WITH (FORCE)");

    public static async Task RunAsync(string server, string statement)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> FindAsync()
    {
        if (Environment.GetEnvironmentVariable("VECTORCARE_TEST_PG") is { Length: > 0 } given)
            return given;
        // A container ends with the process by itself: Testcontainers' reaper sees to it.
        if (PrivatePostgres.Missing is not null || MissingServer.ContainersRequired)
            return (await PostgresContainer.StartAsync()).ConnectionString;
        var own = await PrivatePostgres.StartAsync("fsync=off", "max_connections=200");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => own.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return own.Connection;
    }
}
