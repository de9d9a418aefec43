using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Golden;
using VectorCare.Scraper.Tests.Harness;
using VendorSim.Population;

namespace VectorCare.Scraper.Tests.Golden;

/// <summary>Nothing new of a clinic is believed while its golden patient does not read as known.</summary>
public sealed class GoldenPatientsTests
{
    [Fact]
    public async Task Poll_PatientNeverSeenUnderSwappedRows_StoresNothingUntilTheGoldenPatientReadsAsKnown()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var (golden, others) = await ChooseAsync(harness);
        var stored = harness.Publisher.Of<Transmission>().Count;
        await harness.FaultAsync(new { vendor = "aurora", markup = "swapped-rows" });

        var refused = await harness.PollAsync("aurora", others);

        Assert.All(refused, r => Assert.Equal((PollOutcome.Suspicious, "golden-mismatch"), (r.Outcome, r.Reason)));
        Assert.Equal(stored, harness.Publisher.Of<Transmission>().Count);
        Assert.DoesNotContain(golden, others);

        await harness.NoFaultsAsync();
        harness.NextCycle();
        Assert.All(await harness.PollAsync("aurora", others), r => Assert.Equal(PollOutcome.New, r.Outcome));
    }

    [Fact]
    public async Task Poll_GoldenPatientGone_StoresNothing()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var (_, others) = await ChooseAsync(harness, portalRef: "NOBODY");

        var refused = await harness.PollAsync("aurora", others);

        Assert.All(refused, r => Assert.Equal((PollOutcome.Missed, "golden-unknown-patient"), (r.Outcome, r.Reason)));
    }

    [Fact]
    public async Task Poll_SeveralNewOfAClinicAtOnce_ReadsTheGoldenPatientOnce()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var (golden, others) = await ChooseAsync(harness);
        var reads = 0;
        harness.Sidecar.Answers = request =>
        {
            reads += request.RequestUri!.AbsolutePath.EndsWith("/patients/" + golden.PortalRef, StringComparison.Ordinal) ? 1 : 0;
            return null;
        };

        Assert.All(await harness.PollAsync("aurora", others), r => Assert.Equal(PollOutcome.New, r.Outcome));

        Assert.Equal(1, reads);
    }

    private static async Task<(PollTarget Golden, IReadOnlyList<PollTarget> Others)> ChooseAsync(ScraperHarness harness, string? portalRef = null)
    {
        var clinic = harness.Patients(Vendor.Aurora).GroupBy(p => p.Clinic).First(g => g.Count() > 2 && g.Any(p => HasTwoLeads(harness, p)));
        var golden = clinic.First(p => HasTwoLeads(harness, p));
        await harness.PollAsync("aurora", golden);
        var state = harness.Store.Patients[golden.Patient].State;
        harness.Restart(options: o => o.Golden["aurora-" + golden.Clinic] =
        [
            new GoldenPatientOptions { PortalRef = portalRef ?? golden.PortalRef, Received = state.Watermark!.Value, ContentHash = state.AtWatermark!.Values.Single().Split('-')[1] },
        ]);
        harness.NextCycle();
        return (golden, [.. clinic.Where(p => p != golden)]);
    }

    private static bool HasTwoLeads(ScraperHarness harness, PollTarget target) =>
        harness.Sim<SimPopulation>().Timelines.Single(t => t.Patient.Id == target.Patient).Patient.Device.Family is DeviceFamily.Icd or DeviceFamily.CrtD or DeviceFamily.CrtP;
}
