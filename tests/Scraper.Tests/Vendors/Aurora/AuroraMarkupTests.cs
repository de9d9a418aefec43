using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Tests.Harness;
using VendorSim.Population;

namespace VectorCare.Scraper.Tests.Vendors.Aurora;

/// <summary>The portal changes its pages while patients are followed: no wrong value gets through, and all comes back afterwards.</summary>
public sealed class AuroraMarkupTests
{
    [Theory]
    [InlineData("relabelled", nameof(PollOutcome.ParseFailed), "missing-row")]
    [InlineData("unit-change", nameof(PollOutcome.Suspicious), "out-of-range")]
    [InlineData("half-page", nameof(PollOutcome.ParseFailed), "truncated-page")]
    [InlineData("wrong-patient", nameof(PollOutcome.Suspicious), "wrong-patient")]
    [InlineData("error-page", nameof(PollOutcome.ParseFailed), "error-page")]
    [InlineData("swapped-rows", nameof(PollOutcome.Suspicious), "known-transmission-changed")]
    public async Task Poll_BreakingMarkup_StoresNothingAndIsReadAgainAfterwards(string markup, string outcome, string reason)
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patients = harness.Patients(Vendor.Aurora).Where(p => HasTwoLeads(harness, p)).ToList();
        await harness.PollAsync("aurora", patients);
        var stored = harness.Publisher.Of<Transmission>().Count;
        await harness.FaultAsync(new { vendor = "aurora", markup });
        foreach (var patient in patients)
            await harness.InjectAsync(patient, """{"kind":"patientInitiated","appearAfterSeconds":0}""");
        harness.NextCycle();

        var results = await harness.PollAsync("aurora", patients);

        Assert.All(results, r => Assert.Equal((outcome, reason), (r.Outcome.ToString(), r.Reason)));
        Assert.Equal(stored, harness.Publisher.Of<Transmission>().Count);

        await harness.NoFaultsAsync();
        harness.NextCycle();
        Assert.All(await harness.PollAsync("aurora", patients), r => Assert.Equal((PollOutcome.New, 1), (r.Outcome, r.NewTransmissions)));
    }

    [Theory]
    [InlineData("cosmetic")]
    [InlineData("reordered-columns")]
    public async Task Poll_HarmlessMarkup_IsReadAsBefore(string markup)
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patients = harness.Patients(Vendor.Aurora);
        await harness.PollAsync("aurora", patients);
        await harness.FaultAsync(new { vendor = "aurora", markup });
        harness.NextCycle();

        Assert.All(await harness.PollAsync("aurora", patients), r => Assert.Equal((PollOutcome.Unchanged, null), (r.Outcome, r.Reason)));
    }

    private static bool HasTwoLeads(ScraperHarness harness, PollTarget target) =>
        harness.Sim<SimPopulation>().Timelines.Single(t => t.Patient.Id == target.Patient).Patient.Device.Family is DeviceFamily.Icd or DeviceFamily.CrtD or DeviceFamily.CrtP;
}
