using Npgsql;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.EndToEnd.Tests.World;
using VectorCare.TestServers;
using VendorSim;

namespace VectorCare.EndToEnd.Tests;

public sealed class LocalSetTests
{
    [Fact]
    public async Task Run_OnPostgresAndKafka_PollsStoresAndDelivers()
    {
        var database = await PostgresServer.CreateDatabaseAsync();
        using var kafka = new MockKafka();
        kafka.CreateTopics([.. Topics.All, .. Topics.All.Select(Topics.DeadLetter)]);
        await using (var world = await VectorCareWorld.StartAsync(new VendorSimOptions { Patients = 3, Clinics = 1, RateScale = 0.001 }, set: new ComponentSet("local", kafka.Brokers, database)))
        {
            var from = await world.ImportAsync(world.Population);
            await world.PollAsync([.. world.Population], from, 1);
            var patient = world.Population[0].Split(',');
            await world.InjectAsync(patient[3], """{"kind":"vt","values":{"ventricularRate":190},"appearAfterSeconds":0}""");
            await world.PollAsync([.. world.Population], world.Time.Clock.GetUtcNow(), 1);
            // The mail is out before ingest has stored what is told of the alert.
            await world.MailedAsync(() => world.Mails().Any(m => m.Contains("VT-01", StringComparison.Ordinal)) && world.StoredAlerts.Read().Values.Sum() > 0, TimeSpan.FromMinutes(1));

            var polls = world.Polls.Read(null, null);
            Assert.Equal((6, 0L), (polls.Done, polls.Duplicated));
            Assert.DoesNotContain(nameof(PollOutcome.Expired), polls.Outcomes.SelectMany(o => o.Value.Keys));
        }

        // The stores of the set, and what ingest keeps, lie in PostgreSQL; not every vendor has sessions.
        string[] tables = ["slotstore_state", "claimstore_state", "pollstore_state", "episodestore_state", "transmissions", "alerts"];
        foreach (var table in tables)
            Assert.True(await CountAsync(database, table) > 0, table);
        await PostgresServer.DropDatabaseAsync(database);
    }

    private static async Task<long> CountAsync(string database, string table)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // The names are those above.
        await using var command = new NpgsqlCommand($"SELECT count(*) FROM {table}", connection);
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
