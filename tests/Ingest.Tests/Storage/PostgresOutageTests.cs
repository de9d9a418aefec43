using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Tests.Servers;
using VectorCare.ServiceDefaults.Events;
using VectorCare.TestKit.Servers;

namespace VectorCare.Ingest.Tests.Storage;

/// <summary>The service while its server stands still, or has no connection left: nothing is acknowledged that is not stored, and everything is stored once when it comes again.</summary>
public sealed class PostgresOutageTests : IDisposable
{
    private const int Connections = 12;
    private static readonly Transmission Sample = Samples.Transmission;
    private static readonly byte[] Page = "<td>600</td>"u8.ToArray();
    private static readonly string Hash = Convert.ToHexStringLower(SHA256.HashData(Page));
    private readonly FakeTimeProvider _clock = new(Sample.SeenAt);
    private readonly HeardLogs _logs = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task Server_StandsStillForLongerThanACommandMayTake_EventsComeAgain()
    {
        await using var server = await StartAsync();
        await using var place = PostgresPlace.On(server, "Command Timeout=1;Timeout=1");
        await using var app = await IngestApp.StartAsync(_clock, logs: _logs, place: place);
        Assert.Equal("SUCCESS", await DeliverAsync(app, "before"));

        await server.PauseAsync();
        Assert.Equal("RETRY", await DeliverAsync(app, "during"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PutAsync(app));
        await server.ResumeAsync();

        await IsStoredOnceAsync(app, place, "during");
    }

    [Fact]
    public async Task Server_StandsStillForAMoment_EventsWait()
    {
        await using var server = await StartAsync();
        await using var place = PostgresPlace.On(server, "Timeout=15");
        await using var app = await IngestApp.StartAsync(_clock, logs: _logs, place: place);
        Assert.Equal("SUCCESS", await DeliverAsync(app, "before"));

        await server.PauseAsync();
        var waiting = Enumerable.Range(0, 20).Select(i => DeliverAsync(app, $"{i}")).ToList();
        Assert.DoesNotContain(waiting, w => w.IsCompleted);
        await server.ResumeAsync();

        Assert.All(await Task.WhenAll(waiting), status => Assert.Equal("SUCCESS", status));
        Assert.Equal(21, await CountAsync(place));
    }

    [Fact]
    public async Task Server_HasNoConnectionLeft_EventsComeAgainWhenTheStormIsOver()
    {
        await using var server = await StartAsync($"max_connections={Connections}");
        await using var place = PostgresPlace.On(server, "Timeout=5;Pooling=false");
        await using var app = await IngestApp.StartAsync(_clock, logs: _logs, place: place);
        Assert.Equal("SUCCESS", await DeliverAsync(app, "before"));

        var storm = new List<NpgsqlConnection>();
        try
        {
            // Until all are the storm's, also those that somebody had a moment ago.
            while (storm.Count < Connections)
                await Record.ExceptionAsync(() => ConnectAsync(server, storm));
            Assert.Equal("RETRY", await DeliverAsync(app, "during"));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await PutAsync(app));
        }
        finally
        {
            foreach (var connection in storm)
                await connection.DisposeAsync();
        }

        Assert.Contains(_logs.Lines, l => l.Contains(PostgresErrorCodes.TooManyConnections, StringComparison.Ordinal));
        await IsStoredOnceAsync(app, place, "during");
    }

    private async Task IsStoredOnceAsync(IngestApp app, StorePlace place, string id)
    {
        var name = new DeadLetter(default, id, null).Key(Topics.DeadLetter(Topics.Transmissions));
        Assert.Contains(_logs.Lines, l => l.StartsWith($"Event {name} of {Topics.Transmissions} failed and will be delivered again.", StringComparison.Ordinal));
        Assert.Contains(_logs.Lines, l => l.StartsWith($"Raw bytes {Hash} are not stored", StringComparison.Ordinal));

        // The server may still be busy with what was cut off: a sidecar delivers until it is acknowledged.
        while (await DeliverAsync(app, id) is var status && status != "SUCCESS")
            Assert.Equal("RETRY", status);
        while (await PutAsync(app) is var status && status != HttpStatusCode.NoContent)
            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal(2, await CountAsync(place));
    }

    private static async Task ConnectAsync(PrivatePostgres server, List<NpgsqlConnection> storm)
    {
        var connection = new NpgsqlConnection(server.Connection + ";Pooling=false");
        await connection.OpenAsync(Stop);
        storm.Add(connection);
    }

    private static Task<string> DeliverAsync(IngestApp app, string id) =>
        app.DeliverAsync(Topics.Transmissions, id, JsonSerializer.Serialize(Sample, ContractsJson.Default.Transmission));

    private static async Task<HttpStatusCode> PutAsync(IngestApp app)
    {
        using var response = await app.SidecarAsync(HttpMethod.Put, $"/v1/patients/{Sample.Patient}/raw/{Hash}?vendor=aurora", new ByteArrayContent(Page));
        return response.StatusCode;
    }

    private async Task<long> CountAsync(StorePlace place)
    {
        await using var replica = place.Replica(_clock);
        return (await replica.Store.CountAsync(Stop)).Transmissions;
    }

    private static async Task<PrivatePostgres> StartAsync(params string[] settings)
    {
        Assert.SkipWhen(PrivatePostgres.Missing is not null, PrivatePostgres.Missing ?? string.Empty);
        return await PrivatePostgres.StartAsync(["fsync=off", .. settings], Stop);
    }
}
