using DotNet.Testcontainers.Builders;
using Npgsql;
using Testcontainers.PostgreSql;

namespace VectorCare.Ingest.Tests.Servers;

/// <summary>The server of <c>VECTORCARE_TEST_PG</c>, else one that Docker starts; each test has a database of its own on it.</summary>
internal static class PostgresServer
{
    private static readonly Lazy<Task<(string? Server, string? Missing)>> Found = new(FindAsync);

    /// <summary>Makes an empty database; skips the test where there is no server.</summary>
    /// <returns>Its connection string.</returns>
    public static async Task<string> CreateDatabaseAsync()
    {
        var (server, missing) = await Found.Value;
        if (server is null)
            Assert.Skip(missing!);
        var name = "ingest_" + Guid.NewGuid().ToString("n");
        await RunAsync(server, $"CREATE DATABASE {name} STRATEGY file_copy");
        return new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 10 }.ToString();
    }

    /// <summary>Drops a database with whoever is in it.</summary>
    public static async Task DropDatabaseAsync(string database)
    {
        var (server, _) = await Found.Value;
        await RunAsync(server!, $"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(database).Database} WITH (FORCE)");
    }

    public static async Task RunAsync(string server, string statement)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<(string?, string?)> FindAsync()
    {
        if (Environment.GetEnvironmentVariable("VECTORCARE_TEST_PG") is { Length: > 0 } given)
            return (given, null);
        try
        {
            // The container ends with the process: Testcontainers' reaper sees to it.
            var container = new PostgreSqlBuilder("postgres:17-alpine").Build();
            await container.StartAsync();
            return (container.GetConnectionString(), null);
        }
        catch (Exception error) when (error is DockerUnavailableException or ArgumentException)
        {
            return (null, "No PostgreSQL: VECTORCARE_TEST_PG is not set and Docker does not answer.");
        }
    }
}
