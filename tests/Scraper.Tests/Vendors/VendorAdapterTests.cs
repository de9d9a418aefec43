using System.Text.Json;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Tests.Harness;
using VendorSim.Population;

namespace VectorCare.Scraper.Tests.Vendors;

/// <summary>Each adapter against its simulated portal.</summary>
public sealed class VendorAdapterTests
{
    [Theory]
    [InlineData("aurora")]
    [InlineData("borealis")]
    [InlineData("cygnus")]
    public async Task Poll_FirstTime_TakesTheBaselineOfEveryPatientAndUnderstandsItWhole(string vendor)
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patients = harness.Patients(VendorOf(vendor));

        var results = await harness.PollAsync(vendor, patients);

        Assert.True(results.Count > 10);
        Assert.All(results, r => Assert.Equal((PollOutcome.New, null), (r.Outcome, r.Reason)));
        Assert.Equal(patients.Select(p => p.Patient), results.Select(r => r.Patient));
        var transmissions = harness.Publisher.Of<Transmission>();
        Assert.Equal(patients.Count, transmissions.Count);
        Assert.All(transmissions, t =>
        {
            Assert.True(t.Baseline);
            Assert.Empty(t.NotUnderstood);
            Assert.NotEmpty(t.Measurements);
            Assert.NotEqual(DeviceKind.Unknown, t.Device.Kind);
            Assert.All(t.Measurements, m => Assert.True((m.Value is not null && m.Unit is not null) != (m.Enum is not null), m.Name));
            Assert.True(t.SessionTime <= harness.Time.GetUtcNow());
        });
    }

    [Theory]
    [InlineData("aurora")]
    [InlineData("borealis")]
    [InlineData("cygnus")]
    public async Task Poll_Again_IsUnchangedWithOneRequestAndWritesNothing(string vendor)
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patients = harness.Patients(VendorOf(vendor));
        await harness.PollAsync(vendor, patients);
        harness.NextCycle();
        await harness.PollAsync(vendor, patients);
        var writes = harness.Store.StateWrites;

        for (var cycle = 0; cycle < 13; cycle++)
        {
            harness.NextCycle();
            var results = await harness.PollAsync(vendor, patients);
            Assert.All(results, r => Assert.Equal((PollOutcome.Unchanged, null, 0), (r.Outcome, r.Reason, r.NewTransmissions)));
        }

        Assert.Equal(writes, harness.Store.StateWrites);
        Assert.Equal(patients.Count, harness.Publisher.Of<Transmission>().Count);
    }

    [Theory]
    [InlineData("aurora")]
    [InlineData("borealis")]
    [InlineData("cygnus")]
    public async Task Poll_SeveralEventsSinceTheWatermark_AreAllTakenOldestFirst(string vendor)
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patients = harness.Patients(VendorOf(vendor));
        await harness.PollAsync(vendor, patients);
        var patient = patients[Defibrillator(harness, vendor)];
        await harness.InjectAsync(patient, """{"kind":"vt","values":{"ventricularRate":190,"shocks":1,"atp":2},"appearAfterSeconds":0}""");
        harness.Time.Advance(TimeSpan.FromSeconds(40));
        await harness.InjectAsync(patient, """{"kind":"vf","values":{"ventricularRate":260,"shocks":2},"appearAfterSeconds":0}""");
        harness.NextCycle();

        var results = await harness.PollAsync(vendor, patients);

        var result = results.Single(r => r.Patient == patient.Patient);
        Assert.Equal((PollOutcome.New, 2), (result.Outcome, result.NewTransmissions));
        var taken = harness.Publisher.Of<Transmission>().Where(t => t.Patient == patient.Patient && !t.Baseline).ToList();
        Assert.Equal([EpisodeType.Vt, EpisodeType.Vf], taken.Select(t => Assert.Single(t.Episodes, e => e.Type is EpisodeType.Vt or EpisodeType.Vf).Type));
        var vt = taken[0].Episodes.Single(e => e.Type == EpisodeType.Vt);
        Assert.Equal(190, vt.VentricularRateBpm!.Value, 1.0);
        Assert.Equal((2, 1), (vt.AtpDelivered, vt.ShocksDelivered));
        Assert.All(taken, t => Assert.Empty(t.NotUnderstood));
    }

    [Theory]
    [InlineData("aurora")]
    [InlineData("borealis")]
    [InlineData("cygnus")]
    public async Task Poll_UnknownReference_IsMissed(string vendor)
    {
        await using var harness = await ScraperHarness.StartAsync();
        var known = harness.Patients(VendorOf(vendor))[0];

        var results = await harness.PollAsync(vendor, known with { Patient = Guid.NewGuid(), PortalRef = "NOBODY" });

        Assert.Equal((PollOutcome.Missed, "unknown-patient"), (results[0].Outcome, results[0].Reason));
    }

    [Fact]
    public async Task Poll_Messages_CarryNoNameSerialOrReference()
    {
        await using var harness = await ScraperHarness.StartAsync();
        foreach (var vendor in (string[])["aurora", "borealis", "cygnus"])
            await harness.PollAsync(vendor, harness.Patients(VendorOf(vendor)));

        var text = string.Concat(harness.Publisher.Acknowledged.Select(a => a.Id + a.Key + (a.Data is Transmission t ? JsonSerializer.Serialize(t, ContractsJson.Default.Transmission) : JsonSerializer.Serialize((PollOutcomes)a.Data, ContractsJson.Default.PollOutcomes))));

        Assert.All(harness.Sim<SimPopulation>().Timelines.Select(t => t.Patient), p =>
        {
            Assert.DoesNotContain(p.PortalRef, text, StringComparison.Ordinal);
            Assert.DoesNotContain(p.Device.Serial, text, StringComparison.Ordinal);
            Assert.DoesNotContain(p.FamilyName, text, StringComparison.Ordinal);
        });
    }

    private static int Defibrillator(ScraperHarness harness, string vendor)
    {
        var transmissions = harness.Publisher.Of<Transmission>().ToDictionary(t => t.Patient);
        return harness.Patients(VendorOf(vendor)).Select((p, i) => (p, i)).First(x => transmissions[x.p.Patient].Device.Kind is DeviceKind.Icd or DeviceKind.CrtD).i;
    }

    private static Vendor VendorOf(string name) => Enum.Parse<Vendor>(name, ignoreCase: true);
}
