using System.Text.Json.Nodes;
using VectorCare.EndToEnd.Tests.World;
using VendorSim;

namespace VectorCare.EndToEnd.Tests;

public sealed class PoliteVendorTests
{
    [Fact]
    public async Task Run_VendorsThatForbidPackAndDate_AreAskedSoThroughTheSidecar()
    {
        var robots = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(robots, "User-agent: VectorCare\nDisallow: /inbox/*/\n", TestContext.Current.CancellationToken);
        try
        {
            await using var world = await VectorCareWorld.StartAsync(
                new VendorSimOptions { Patients = 30, Clinics = 1, RateScale = 0.001, Compress = true, LastModified = true, RobotsFile = robots },
                new Dictionary<string, string?>
                {
                    ["Scraper:Vendors:aurora:Terms"] = "Forbidden",
                    ["Scraper:Vendors:aurora:TermsReviewedOn"] = "2020-01-01",
                    ["Scraper:Vendors:cygnus:HonourRobots"] = "true",
                });
            var from = await world.ImportAsync(world.Population);

            await world.PollAsync([.. world.Population], from, 2);
            await world.MailedAsync(() => Told("aurora-terms") > 0 && Told("cygnus-robots") > 0, TimeSpan.FromMinutes(1));

            var outcomes = world.Polls.Read(null, null).Outcomes;
            Assert.Equal(["NotAsked"], outcomes["aurora"].Keys);
            Assert.Equal(["NotAsked"], outcomes["cygnus"].Keys);
            Assert.Equal(["New", "Unchanged"], outcomes["borealis"].Keys.Order(StringComparer.Ordinal));
            Assert.Equal((1, 1, 2), (Told("aurora-terms"), Told("cygnus-robots"), world.Mails().Count(m => m.Contains("OPS-08", StringComparison.Ordinal))));
            using var answer = await world.WaitAsync(world.SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(world.VendorUrl + "/sim/stats")), null));
            var stats = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
            // Packed pages have no length of their own.
            Assert.Equal((true, 0), ((int)stats["pages"]! > 0, (int)stats["pageBytes"]!));
            Assert.Null(stats["requests"]!["aurora"]);
            Assert.NotNull(stats["requests"]!["borealis"]!["transmissions"]!["304"]);

            int Told(string subject) => world.Alerts.Read().Last.Count(d => d.AlertId.StartsWith($"alert-vendor-{subject}-OPS-08-", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(robots);
        }
    }
}
