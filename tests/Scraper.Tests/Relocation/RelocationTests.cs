using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Relocation;
using VectorCare.Scraper.Tests.Harness;
using VendorSim.Population;

namespace VectorCare.Scraper.Tests.Relocation;

/// <summary>Pages whose names changed are read under the new ones only with two proofs.</summary>
public sealed class RelocationTests
{
    [Fact]
    public async Task Decide_Confirmed_CountsAsKnownAndEndsTheQuestion()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var book = harness.Get<RelocationBook>();
        var found = new PageRelocation("00000000000000aa", "patient", "tbl-battery/row", "Battery voltage", "Cell voltage", RelocationState.Proposed, harness.Time.GetUtcNow());
        await book.AppliedAsync("aurora", await book.ProposeAsync("aurora", [found], default), harness.Cycle, default);
        Assert.Null(await book.KnownNamesAsync("aurora", default));

        Assert.Single(await book.DecideAsync("aurora", RelocationBook.Undecided, confirms: true, default));

        Assert.Equal("Battery voltage", (await book.KnownNamesAsync("aurora", default))!["Cell voltage"]);
        Assert.Equal(ConnectivityKind.PageQuarantined, harness.Publisher.Of<ConnectivityEvent>()[0].Kind);
        Assert.Equal(ConnectivityKind.PageRestored, harness.Publisher.Of<ConnectivityEvent>()[^1].Kind);
        Assert.Empty(await book.DecideAsync("aurora", "0000000000000000", confirms: true, default));
    }

    [Fact]
    public async Task Poll_NamesChangedWithoutGoldenPatients_IsRefusedAndProposed()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var others = await RelabelAsync(harness);

        Assert.All(await harness.PollAsync("aurora", others), p => Assert.Equal(PollOutcome.ParseFailed, p.Outcome));
        Assert.All((await harness.Relocations.ReadAsync("aurora", default)).Relocations.All, r => Assert.Equal(RelocationState.Proposed, r.State));
    }

    private static async Task<PollTarget[]> RelabelAsync(ScraperHarness harness)
    {
        var clinic = harness.Patients(Vendor.Aurora).GroupBy(p => p.Clinic).First(g => g.Count() > 2 && g.Any(p => IsFull(harness, p)));
        var patients = clinic.ToArray();
        await harness.PollAsync("aurora", patients);
        var chosen = clinic.First(p => IsFull(harness, p));
        await harness.FaultAsync(new { vendor = "aurora", markup = "relabelled" });
        harness.NextCycle();
        return [.. patients.Where(p => p != chosen)];
    }

    private static bool IsFull(ScraperHarness harness, PollTarget target) =>
        harness.Sim<SimPopulation>().Timelines.Single(t => t.Patient.Id == target.Patient).Patient.Device.Family is DeviceFamily.Icd or DeviceFamily.CrtD;
}
