using System.Net;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Tests.Harness;
using VendorSim.Population;

namespace VectorCare.Scraper.Tests.Vendors;

/// <summary>Pages that are dated and have no ETag.</summary>
public sealed class ConditionalRequestTests
{
    [Theory]
    [InlineData("aurora", nameof(Vendor.Aurora))]
    [InlineData("borealis", nameof(Vendor.Borealis))]
    [InlineData("cygnus", nameof(Vendor.Cygnus))]
    public async Task Poll_PageIsAsOldAsTheKnownOne_IsNotSentAgain(string vendor, string name)
    {
        await using var harness = await StartAsync();
        var patients = harness.Patients(Enum.Parse<Vendor>(name));
        await harness.PollAsync(vendor, patients);
        int[] answers = [0, 0];
        harness.Sidecar.Saw = response => answers[response.StatusCode == HttpStatusCode.NotModified ? 1 : 0]++;
        harness.NextCycle();

        Assert.All(await harness.PollAsync(vendor, patients), r => Assert.Equal(PollOutcome.Unchanged, r.Outcome));

        // All but whoever is to be read in full in this cycle.
        Assert.InRange(answers[1], patients.Count - 1, patients.Count);
        Assert.Equal(patients.Count, answers.Sum());
    }

    [Fact]
    public async Task Poll_SomethingNewUnderALaterDate_IsSeen()
    {
        await using var harness = await StartAsync();
        var patient = harness.Patients(Vendor.Cygnus)[0];
        await harness.PollAsync("cygnus", patient);
        harness.NextCycle();
        await harness.InjectAsync(patient, """{"kind":"vt","values":{"ventricularRate":190}}""");

        var seen = (await harness.PollAsync("cygnus", patient))[0];

        Assert.Equal((PollOutcome.New, 1), (seen.Outcome, seen.NewTransmissions));
    }

    [Fact]
    public async Task Poll_PageWasChangedThisVeryMinute_IsReadAgain()
    {
        await using var harness = await StartAsync();
        var patient = harness.Patients(Vendor.Cygnus)[0];
        await harness.PollAsync("cygnus", patient);
        harness.NextCycle();
        await harness.InjectAsync(patient, """{"kind":"vt","values":{"ventricularRate":190}}""");
        await harness.PollAsync("cygnus", patient);
        Assert.Null(harness.Store.Patients[patient.Patient].State.LastModified);
        harness.NextCycle();
        await harness.PollAsync("cygnus", patient);

        Assert.NotNull(harness.Store.Patients[patient.Patient].State.LastModified);
    }

    [Fact]
    public async Task Poll_VendorHasAnETag_TheDateIsNotKept()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patient = harness.Patients(Vendor.Borealis)[0];

        await harness.PollAsync("borealis", patient);

        Assert.Null(harness.Store.Patients[patient.Patient].State.LastModified);
        Assert.NotNull(harness.Store.Patients[patient.Patient].State.ETag);
    }

    private static async Task<ScraperHarness> StartAsync()
    {
        var harness = await ScraperHarness.StartAsync(o => o with { LastModified = true });
        harness.Restart(options: o => o.FullParseEvery = 288);
        return harness;
    }
}
