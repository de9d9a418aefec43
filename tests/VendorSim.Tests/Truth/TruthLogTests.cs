using System.Text.Json.Nodes;
using VendorSim.Population;

namespace VendorSim.Tests.Truth;

public sealed class TruthLogTests
{
    private static async Task<List<JsonNode>> TruthAsync(Portals portals, string since = "") =>
        [.. (await portals.Client.GetStringAsync($"/sim/truth{since}")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

    [Fact]
    public async Task Since_AfterDays_NamesExactlyTheTransmissionsOfThePortal()
    {
        await using var portals = await Portals.StartAsync(o => o with { RateScale = 300 });
        portals.Time.Advance(TimeSpan.FromDays(3));
        var truth = await TruthAsync(portals);
        foreach (var patient in portals.Get<SimPopulation>().Timelines.Select(t => t.Patient).Where(p => p.Vendor == Vendor.Borealis).Take(10))
        {
            var shown = (await portals.JsonAsync(portals.Borealis(patient, "?limit=50")))["transmissions"]!.AsArray();
            var told = truth.Where(line => (string?)line["portalRef"] == patient.PortalRef).ToList();
            Assert.Equal(shown.Select(t => (string?)t!["id"]), told.Select(line => (string?)line["transmission"]).Distinct());
            foreach (var transmission in shown)
            {
                var events = told.Where(line => (string?)line["transmission"] == (string?)transmission!["id"]).ToList();
                Assert.All(events, line => Assert.Equal((DateTimeOffset)transmission!["receivedAt"]!, (DateTimeOffset)line["appearedAt"]!));
                Assert.Equal(transmission!["episodes"]!.AsArray().Count(e => (string?)e!["type"] is "VT" or "VF"), events.Count(line => (string?)line["kind"] is "vt" or "vf"));
                foreach (var vt in events.Where(line => (string?)line["kind"] == "vt"))
                    Assert.Contains(transmission["episodes"]!.AsArray(), e => (string?)e!["type"] == "VT" && (double)e["ventricularRate"]! == (double)vt["values"]!["ventricularRate"]!);
            }
        }
    }

    [Fact]
    public async Task Since_Instant_GivesOnlyLaterLinesInOrder()
    {
        await using var portals = await Portals.StartAsync(o => o with { RateScale = 300 });
        Assert.Equal(120, (await TruthAsync(portals)).Count(line => (string?)line["kind"] == "baseline"));
        portals.Time.Advance(TimeSpan.FromDays(1));
        var later = await TruthAsync(portals, "?since=2026-03-01T12:00:00Z");
        Assert.NotEmpty(later);
        Assert.DoesNotContain(later, line => (string?)line["kind"] == "baseline");
        var times = later.Select(line => (DateTimeOffset)line["appearedAt"]!).ToList();
        Assert.Equal(times.Order(), times);
    }

    [Fact]
    public async Task Inject_Event_IsToldOnceWhenItAppears()
    {
        await using var portals = await Portals.StartAsync();
        var patient = portals.Patient(Vendor.Aurora, p => p.Device.Family.Paces());
        await TruthAsync(portals);
        await portals.InjectAsync(patient, """{"kind":"leadFracture","values":{"channel":1,"impedance":3500},"appearAfterSeconds":30}""");
        Assert.DoesNotContain(await TruthAsync(portals), line => (string?)line["kind"] == "leadFracture" && (string?)line["portalRef"] == patient.PortalRef);
        portals.Time.Advance(TimeSpan.FromSeconds(30));
        await TruthAsync(portals);
        var told = Assert.Single(await TruthAsync(portals), line => (string?)line["kind"] == "leadFracture" && (string?)line["portalRef"] == patient.PortalRef);
        Assert.Equal(3_500, (double)told["values"]!["impedance"]!);
    }

    [Fact]
    public async Task Files_AskedFor_HoldRegistrySecretsAndTruth()
    {
        var folder = Directory.CreateTempSubdirectory("vendorsim-");
        try
        {
            string File(string name) => Path.Combine(folder.FullName, name);
            await using (var portals = await Portals.StartAsync(o => o with { CsvFile = File("r.csv"), SecretsFile = File("s.json"), TruthFile = File("t.jsonl") }))
                Assert.Equal(120, (await TruthAsync(portals)).Count);
            var csv = await System.IO.File.ReadAllLinesAsync(File("r.csv"), TestContext.Current.CancellationToken);
            Assert.Equal("patient,clinic,vendor,portal_ref", csv[0]);
            Assert.Equal(121, csv.Length);
            var secrets = JsonNode.Parse(await System.IO.File.ReadAllTextAsync(File("s.json"), TestContext.Current.CancellationToken))!;
            Assert.Equal("clinic-02@aurora.example", (string?)JsonNode.Parse((string)secrets["aurora-clinic-02"]!)!["user"]);
            Assert.StartsWith("bk_", (string?)JsonNode.Parse((string)secrets["borealis-clinic-01"]!)!["apiKey"]);
            Assert.Equal(120, (await System.IO.File.ReadAllLinesAsync(File("t.jsonl"), TestContext.Current.CancellationToken)).Length);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
