using System.Globalization;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using VectorCare.TestKit;

namespace VectorCare.TestServers;

/// <summary>PostgreSQL in a container, of the image that <c>VECTORCARE_POSTGRES_IMAGE</c> names or the usual one.</summary>
public sealed class PostgresContainer : IAsyncDisposable
{
    private const int Usual = 5432;
    private const string Password = "of-the-test";
    private readonly IContainer _container;

    private PostgresContainer(IContainer container, int port) =>
        (_container, ConnectionString) = (container, $"Host={(DockerEngine.OnHost ? "127.0.0.1" : container.Hostname)};Port={port};Username=postgres;Password={Password};Database=postgres");

    /// <summary>Connection string of Npgsql.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts one; skips the test where that is not possible.</summary>
    public static async Task<PostgresContainer> StartAsync()
    {
        // Server and pg_isready both go by PGPORT.
        var port = DockerEngine.OnHost ? FreePorts.Next() : Usual;
        var container = await DockerEngine.StartAsync(() => DockerEngine.Of(DockerEngine.Image("VECTORCARE_POSTGRES_IMAGE", "postgres:17-alpine"), Usual)
            .WithEnvironment("PGPORT", port.ToString(CultureInfo.InvariantCulture))
            .WithEnvironment("POSTGRES_PASSWORD", Password)
            .WithCommand("postgres", "-c", "fsync=off")
            .WithWaitStrategy(Wait.ForUnixContainer().UntilCommandIsCompleted("pg_isready", "-h", "127.0.0.1", "-U", "postgres")));
        return new PostgresContainer(container, DockerEngine.OnHost ? port : container.GetMappedPublicPort(Usual));
    }

    public ValueTask DisposeAsync() => _container.DisposeAsync();
}
