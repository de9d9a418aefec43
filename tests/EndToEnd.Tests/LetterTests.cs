using System.Text.Json;
using Dapr.Client;
using Microsoft.Extensions.DependencyInjection;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.EndToEnd.Tests.World;
using VectorCare.ServiceDefaults.Auth;
using VectorCare.TestKit;
using VendorSim;

namespace VectorCare.EndToEnd.Tests;

public sealed class LetterTests
{
    // Virtual time; on a loaded machine some of it passes while the work waits.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Run_DeadLetterOfATransmission_PagesIsKeptToldAndReplayedExactlyOnce()
    {
        await using var world = await VectorCareWorld.StartAsync(new VendorSimOptions { Patients = 3, Clinics = 1 });
        var sample = JsonSerializer.Deserialize(await File.ReadAllTextAsync(RepositoryPaths.At("contracts", "samples", "transmission.v1.good.json"), TestContext.Current.CancellationToken), ContractsJson.Default.Transmission)!;
        var transmission = sample with { SeenAt = world.Time.Clock.GetUtcNow() };

        await DieAsync(world, transmission);
        var id = await OpenAsync(world);
        // Alerting never saw it: what it says pages after all, and only what stays dead is told.
        await world.MailedAsync(() => Mailed(world, "TX-01"), Limit);
        Assert.False(Mailed(world, "OPS-04"));
        Assert.Equal((204, 409), (await ReplayAsync(world, id), await ReplayAsync(world, id)));
        await world.Time.UntilAsync(() => world.Polls.Read(null, null).Transmissions == 1, TimeSpan.FromMilliseconds(20), Limit);

        // It dies once more, though alerting knows it, and is replayed once more: it is the same event all the same.
        await DieAsync(world, transmission);
        await world.MailedAsync(() => Mailed(world, "OPS-04"), Limit);
        Assert.Equal(204, await ReplayAsync(world, await OpenAsync(world)));
        await DieAsync(world, transmission with { EventId = "another", TransmissionId = "another" });
        Assert.Equal(204, await ReplayAsync(world, await OpenAsync(world)));
        await world.Time.UntilAsync(() => world.Polls.Read(null, null).Transmissions == 2, TimeSpan.FromMilliseconds(20), Limit);
    }

    private static bool Mailed(VectorCareWorld world, string rule) => world.Mails().Any(m => m.Contains(rule, StringComparison.Ordinal));

    private static async Task DieAsync(VectorCareWorld world, Transmission transmission)
    {
        var data = JsonSerializer.SerializeToElement(transmission, ContractsJson.Default.Transmission);
        var letter = JsonSerializer.SerializeToUtf8Bytes(new { specversion = "1.0", id = transmission.EventId, source = "scraper", type = Topics.EventType(Topics.Transmissions), datacontenttype = "application/json", data });
        var dapr = world.Services[2].Services.GetRequiredService<DaprClient>();
        await world.WaitAsync(PublishAsync());

        async Task<bool> PublishAsync()
        {
            await dapr.PublishByteEventAsync(ComponentNames.DeadLetterPubSub, Topics.DeadLetter(Topics.Transmissions), letter, "application/cloudevents+json");
            return true;
        }
    }

    /// <summary>The one open letter, once it is there.</summary>
    private static async Task<string> OpenAsync(VectorCareWorld world)
    {
        while (true)
        {
            var open = await AskAsync(world, HttpMethod.Get, string.Empty);
            if (JsonDocument.Parse(open.Body).RootElement is var letters && letters.GetArrayLength() > 0)
                return Assert.Single(letters.EnumerateArray()).GetProperty("id").GetString()!;
        }
    }

    private static async Task<int> ReplayAsync(VectorCareWorld world, string id) => (await AskAsync(world, HttpMethod.Post, $"/{id}/replay")).Status;

    private static async Task<(int Status, string Body)> AskAsync(VectorCareWorld world, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, world.Url(AppIds.Ingest, "/v1/dead-letters" + path));
        using var answer = await world.WaitAsync(world.SendAsync(request, Roles.Operator));
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
