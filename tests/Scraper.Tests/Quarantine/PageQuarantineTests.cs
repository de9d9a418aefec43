using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Quarantine;
using VectorCare.Scraper.Tests.Harness;
using VendorSim.Aurora;
using VendorSim.Population;

namespace VectorCare.Scraper.Tests.Quarantine;

public sealed class PageQuarantineTests
{
    private static readonly Dictionary<string, string> Labels = AuroraMarkup.Renamed.ToDictionary(l => l.Value, l => l.Key);

    [Fact]
    public async Task Poll_MarkupChanges_HidesEveryPatientTellsOnceAndKeepsEachPageOnce()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patients = harness.Patients(Vendor.Aurora).Take(12).ToArray();
        await harness.PollAsync("aurora", patients);
        var kept = harness.Raw.Kept.Count;
        await harness.FaultAsync(new { vendor = "aurora", markup = "relabelled" });

        for (var cycle = 0; cycle < 5; cycle++)
        {
            harness.NextCycle();
            await harness.PollAsync("aurora", patients);
        }

        var told = Assert.Single(harness.Publisher.Of<ConnectivityEvent>());
        Assert.Equal((ConnectivityKind.PageQuarantined, "aurora", "patient", (Guid?)null), (told.Kind, told.Vendor, told.Page, told.Patient));
        var hidden = Assert.Single(await harness.Quarantine.ReadAllAsync("aurora", default)).Patients;
        Assert.Equal(patients.Select(p => p.Patient).Order(), hidden.Select(h => h.Target.Patient).Order());
        Assert.All(hidden, h => Assert.Contains((h.Target.Patient, h.Hidden.Raw!), harness.Raw.Kept.Keys));
        Assert.Equal(kept + patients.Length, harness.Raw.Kept.Count);
    }

    [Fact]
    public async Task Poll_OneClinicsPagesAreBrokenAmongOthers_IsThePatientsOwnTrouble()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patients = harness.Patients(Vendor.Aurora).Take(12).ToArray();
        await harness.PollAsync("aurora", patients);
        await harness.FaultAsync(new { vendor = "aurora", clinic = patients[3].Clinic, markup = "wrong-patient" });
        var ofClinic = patients.Count(p => p.Clinic == patients[3].Clinic);

        for (var cycle = 0; cycle < 3; cycle++)
        {
            harness.NextCycle();
            await harness.PollAsync("aurora", patients);
        }

        var missing = harness.Publisher.Of<ConnectivityEvent>();
        Assert.All(missing, m => Assert.Equal((ConnectivityKind.PatientMissing, "wrong-patient"), (m.Kind, m.Reason)));
        Assert.Equal(ofClinic, missing.Count);
    }

    [Fact]
    public async Task Replay_BeforeTheFix_ReleasesNobody()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patients = await HideAsync(harness);

        var replayed = await harness.Get<QuarantineReplay>().RunAsync("aurora", default);

        Assert.Equal(new ReplayResult(patients.Length, 0, 0), replayed);
        Assert.Equal(patients.Length, (await harness.Quarantine.ReadAllAsync("aurora", default)).Sum(s => s.Patients.Count));
    }

    [Fact]
    public async Task Replay_AfterTheFix_BringsBackEveryHiddenTransmissionOnceAndTells()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patients = await HideAsync(harness);
        foreach (var patient in patients.Take(4))
            await harness.InjectAsync(patient, """{"kind":"vf","values":{"ventricularRate":260},"appearAfterSeconds":0}""");
        harness.NextCycle();
        await harness.PollAsync("aurora", patients);
        var before = harness.Publisher.Distinct<Transmission>().Count;
        harness.Restart(options: o => o.Labels["aurora"] = Labels);

        var replayed = await harness.Get<QuarantineReplay>().RunAsync("aurora", default);

        var brought = harness.Publisher.Distinct<Transmission>().Count - before;
        Assert.Equal(new ReplayResult(patients.Length, patients.Length, brought), replayed);
        Assert.InRange(brought, 4, int.MaxValue);
        Assert.Empty(await harness.Quarantine.ReadAllAsync("aurora", default));
        Assert.Equal(ConnectivityKind.PageRestored, harness.Publisher.Of<ConnectivityEvent>()[^1].Kind);
        harness.NextCycle();
        Assert.All(await harness.PollAsync("aurora", patients), p => Assert.Contains(p.Outcome, (PollOutcome[])[PollOutcome.New, PollOutcome.Unchanged]));
        Assert.Equal(before + brought, harness.Publisher.Distinct<Transmission>().Count);
        Assert.Single(harness.Publisher.Of<ConnectivityEvent>(), e => e.Kind == ConnectivityKind.PageRestored);
    }

    private static async Task<PollTarget[]> HideAsync(ScraperHarness harness)
    {
        var patients = harness.Patients(Vendor.Aurora).Take(12).ToArray();
        await harness.PollAsync("aurora", patients);
        await harness.FaultAsync(new { vendor = "aurora", markup = "relabelled" });
        harness.NextCycle();
        await harness.PollAsync("aurora", patients);
        return patients;
    }
}
