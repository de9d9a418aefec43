using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Politeness;
using VectorCare.Scraper.Tests.Harness;
using VendorSim.Population;

namespace VectorCare.Scraper.Tests.Politeness;

public sealed class VendorGateTests
{
    [Theory]
    [InlineData("2026-03-01T00:59:59Z", null)]
    [InlineData("2026-03-01T01:00:00Z", VendorGate.Quiet)]
    [InlineData("2026-03-01T01:29:59Z", VendorGate.Quiet)]
    [InlineData("2026-03-01T01:30:00Z", null)]
    [InlineData("2026-07-01T00:15:00Z", VendorGate.Quiet)]
    [InlineData("2026-07-01T01:15:00Z", null)]
    [InlineData("2026-03-01T22:45:00Z", VendorGate.Quiet)]
    [InlineData("2026-03-01T23:10:00Z", VendorGate.Quiet)]
    [InlineData("2026-03-29T01:15:00Z", null)]
    [InlineData("2026-10-25T00:15:00Z", VendorGate.Quiet)]
    [InlineData("2026-10-25T01:15:00Z", VendorGate.Quiet)]
    public void Refusal_WindowsInViennesTime_FollowItsClock(string now, string? refusal)
    {
        var options = new ScraperOptions();
        options.Vendors["aurora"] = new VendorOptions { TimeZone = "Europe/Vienna", QuietWindows = [new() { From = new(2, 0), To = new(2, 30) }, new() { From = new(23, 45), To = new(0, 15) }] };
        var gate = new VendorGate(null!, Options.Create(options), new FakeTimeProvider(DateTimeOffset.Parse(now)));

        Assert.Equal(refusal, gate.Refusal("aurora"));
        Assert.Null(gate.Refusal("borealis"));
    }

    [Fact]
    public async Task Poll_InAQuietWindow_AsksNothingMissesNobodyAndCatchesNothingUp()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patients = harness.Patients(Vendor.Cygnus);
        await harness.PollAsync("cygnus", patients);
        harness.Restart(options: o => o.Vendors["cygnus"].QuietWindows = [new() { From = new(12, 5), To = new(12, 35) }]);
        var asked = harness.Sidecar.Requests;
        for (var cycle = 0; cycle < 6; cycle++)
        {
            harness.NextCycle();
            Assert.All(await harness.PollAsync("cygnus", patients), r => Assert.Equal((PollOutcome.NotAsked, "quiet-window", 0, 0), (r.Outcome, r.Reason, r.Requests, r.DurationMs)));
        }

        Assert.Equal(asked, harness.Sidecar.Requests);
        harness.NextCycle();
        // An inbox, and its known message where it is the patient's turn to be read in full.
        Assert.All(await harness.PollAsync("cygnus", patients), r => Assert.InRange(r.Requests, 1, 2));
        Assert.Empty(harness.Publisher.Of<ConnectivityEvent>());
    }

    [Fact]
    public async Task Poll_TurnComesInAQuietWindow_IsNotAsked()
    {
        await using var harness = await ScraperHarness.StartAsync();
        harness.Restart(options: o =>
        {
            o.BatchBudget = TimeSpan.FromMinutes(4);
            o.Vendors["borealis"] = new VendorOptions { RequestsPerSecond = 0.1, Burst = 1, QuietWindows = [new() { From = new(12, 0, 5), To = new(13, 0) }] };
        });
        var clinic = harness.Patients(Vendor.Borealis).GroupBy(p => p.Clinic).First(g => g.Count() > 1).Take(2).ToList();
        Assert.Equal(1, (await harness.PollAsync("borealis", clinic[0]))[0].Requests);

        var waits = harness.DeliverAsync(harness.Batch("borealis", [clinic[1]]) with { BatchId = "waits" });
        while (!waits.IsCompleted)
        {
            harness.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await waits;
        var late = Assert.Single(harness.Publisher.Of<PollOutcomes>()[^1].Polls);
        Assert.Equal((PollOutcome.NotAsked, "quiet-window", 1), (late.Outcome, late.Reason, harness.Sidecar.Requests));
    }

    [Fact]
    public async Task Poll_TermsForbidIt_IsToldOnceByAllReplicasAndResumedWhenTheyPermitIt()
    {
        await using var harness = await ScraperHarness.StartAsync();
        void Terms(ScraperOptions options, TermsOfUse terms) => (options.Vendors["cygnus"].Terms, options.Vendors["cygnus"].TermsReviewedOn) = (terms, new DateOnly(2026, 2, 1));
        var patients = harness.Patients(Vendor.Cygnus);
        var other = harness.NewScraper(options: o => Terms(o, TermsOfUse.Forbidden));
        harness.Restart(options: o => Terms(o, TermsOfUse.Forbidden));

        for (var cycle = 0; cycle < 4; cycle++)
        {
            Assert.All(await harness.PollAsync("cygnus", patients), r => Assert.Equal((PollOutcome.NotAsked, "terms-forbid"), (r.Outcome, r.Reason)));
            harness.NextCycle();
        }

        var batch = harness.Batch("cygnus", patients);
        await other.HandleAsync(batch, ScraperHarness.Context(batch));
        Assert.Equal(0, harness.Sidecar.Requests);
        var told = Assert.Single(harness.Publisher.Of<ConnectivityEvent>());
        Assert.Equal((ConnectivityKind.PollingStopped, "terms", "terms-forbid"), (told.Kind, told.Page, told.Reason));

        harness.NextCycle();
        harness.Restart(options: o => Terms(o, TermsOfUse.Permitted));
        Assert.All(await harness.PollAsync("cygnus", patients), r => Assert.Equal(PollOutcome.New, r.Outcome));
        Assert.Equal([ConnectivityKind.PollingStopped, ConnectivityKind.PollingResumed], harness.Publisher.Of<ConnectivityEvent>().Select(e => e.Kind));
    }

    [Fact]
    public async Task Poll_AnyVendor_IsToldWhoAsks()
    {
        await using var harness = await ScraperHarness.StartAsync();
        string? agent = null;
        harness.Sidecar.Answers = request =>
        {
            agent = request.Headers.UserAgent.ToString();
            return new HttpResponseMessage(HttpStatusCode.NotFound);
        };

        await harness.PollAsync("cygnus", harness.Patients(Vendor.Cygnus)[0]);

        Assert.Equal("VectorCare", agent);
    }
}
