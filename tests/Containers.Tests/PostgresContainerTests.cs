using System.Net;
using System.Net.Http.Json;
using Npgsql;
using VectorCare.TestServers;

namespace VectorCare.Containers.Tests;

public sealed class PostgresContainerTests
{
    [Fact]
    public async Task Save_StateOnAContainer_KeepsItAndRefusesAStaleETag()
    {
        await using var postgres = await PostgresContainer.StartAsync();
        var address = new NpgsqlConnectionStringBuilder(postgres.ConnectionString);
        await using var sidecars = await Sidecars.StartAsync(
            $"""
            type: state.postgresql
              version: v2
              metadata:
                - name: connectionString
                  value: "host={address.Host} port={address.Port} user={address.Username} password={address.Password} dbname={address.Database}"
            """);
        using var client = new HttpClient { BaseAddress = sidecars.Of("a") };

        using var saved = await client.PostAsJsonAsync("/v1.0/state/component", new[] { new { key = "k", value = "v" } });
        using var read = await client.GetAsync("/v1.0/state/component/k");
        using var stale = await client.PostAsJsonAsync("/v1.0/state/component", new[] { new { key = "k", value = "w", etag = "1234567", options = new { concurrency = "first-write" } } });

        Assert.Equal(HttpStatusCode.NoContent, saved.StatusCode);
        Assert.Equal("\"v\"", await read.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
    }
}
