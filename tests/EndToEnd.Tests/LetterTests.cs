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
    [Fact]
    public async Task Run_DeadLetterOfATransmission_IsToldKeptAndReplayedExactlyOnce()
    {
        await using var world = await VectorCareWorld.StartAsync(new VendorSimOptions { Patients = 3, Clinics = 1 });
        var sample = JsonSerializer.Deserialize(await File.ReadAllTextAsync(RepositoryPaths.At("contracts", "samples", "transmission.v1.good.json"), TestContext.Current.CancellationToken), ContractsJson.Default.Transmission)!;
        var transmission = sample with { SeenAt = world.Time.Clock.GetUtcNow() };

        await DieAsync(world, transmission);
        var id = await OpenAsync(world);
        await world.MailedAsync(() => world.Mails().Any(m => m.Contains("OPS-04", StringComparison.Ordinal)), TimeSpan.FromMinutes(1));
        Assert.Equal((204, 409), (await ReplayAsync(world, id), await ReplayAsync(world, id)));
        await world.Time.UntilAsync(() => world.Polls.Read(null, null).Transmissions == 1, TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(30));

        // It dies once more and is replayed once more: it is the same event all the same.
        await DieAsync(world, transmission);
        Assert.Equal(204, await ReplayAsync(world, await OpenAsync(world)));
        await DieAsync(world, transmission with { EventId = "another", TransmissionId = "another" });
        Assert.Equal(204, await ReplayAsync(world, await OpenAsync(world)));
        await world.Time.UntilAsync(() => world.Polls.Read(null, null).Transmissions == 2, TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(30));
    }

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
