using System.Net;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Tests.Harness;
using VendorSim.Population;

namespace VectorCare.Scraper.Tests.Vendors;

/// <summary>What goes wrong on the other side.</summary>
public sealed class VendorTroubleTests
{
    [Fact]
    public async Task Poll_VendorOutage_IsOneEventOfTheVendorAndNoneOfItsPatients()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patients = harness.Patients(Vendor.Borealis);
        await harness.PollAsync("borealis", patients);
        await harness.FaultAsync(new { vendor = "borealis", outage = true });
        for (var cycle = 0; cycle < 5; cycle++)
        {
            harness.NextCycle();
            var requests = harness.Sidecar.Requests;
            var results = await harness.PollAsync("borealis", patients);
            Assert.All(results, r => Assert.Equal(PollOutcome.VendorDown, r.Outcome));
            if (cycle > 0)
                Assert.InRange(harness.Sidecar.Requests - requests, 1, 2);
        }

        var down = Assert.Single(harness.Publisher.Of<ConnectivityEvent>());
        Assert.Equal((ConnectivityKind.VendorDown, (Guid?)null, "borealis"), (down.Kind, down.Patient, down.Vendor));

        await harness.NoFaultsAsync();
        harness.NextCycle();
        await harness.PollAsync("borealis", patients);
        harness.NextCycle();
        Assert.All(await harness.PollAsync("borealis", patients), r => Assert.Equal(PollOutcome.Unchanged, r.Outcome));
        Assert.Equal([ConnectivityKind.VendorDown, ConnectivityKind.VendorUp], harness.Publisher.Of<ConnectivityEvent>().Select(e => e.Kind));
    }

    [Fact]
    public async Task Poll_OutageSeenByTwoReplicas_IsOneEvent()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patients = harness.Patients(Vendor.Cygnus);
        var other = harness.NewScraper();
        await harness.FaultAsync(new { vendor = "cygnus", outage = true });
        await harness.PollAsync("cygnus", patients);
        var batch = harness.Batch("cygnus", patients) with { BatchId = "second" };

        await other.HandleAsync(batch, ScraperHarness.Context(batch));

        Assert.Single(harness.Publisher.Of<ConnectivityEvent>());
    }

    [Theory]
    [InlineData("circuit breaker is open", "breaker-open")]
    [InlineData("context deadline exceeded", "timeout")]
    [InlineData("dial tcp 127.0.0.1:1: connect: connection refused", "unreachable")]
    public async Task Poll_ErrorOfTheSidecar_CountsForTheVendor(string message, string reason)
    {
        await using var harness = await ScraperHarness.StartAsync();
        harness.Sidecar.Answers = _ => SidecarHandler.Error(message);

        var results = await harness.PollAsync("cygnus", harness.Patients(Vendor.Cygnus)[0]);

        Assert.Equal((PollOutcome.VendorDown, reason), (results[0].Outcome, results[0].Reason));
    }

    [Fact]
    public async Task Poll_VendorError500_CountsForThePatient()
    {
        await using var harness = await ScraperHarness.StartAsync();
        await harness.FaultAsync(new { vendor = "borealis", errorRate = 1.0, status = 500 });

        var results = await harness.PollAsync("borealis", harness.Patients(Vendor.Borealis)[0]);

        Assert.Equal((PollOutcome.Missed, "http-500"), (results[0].Outcome, results[0].Reason));
    }

    [Fact]
    public async Task Poll_RateLimited_PausesTheClinicAsLongAsAsked()
    {
        await using var harness = await ScraperHarness.StartAsync();
        harness.Restart(options: o => o.BatchBudget = TimeSpan.FromSeconds(10));
        harness.Sidecar.Answers = _ => new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Headers = { { "Retry-After", "60" } } };
        var clinic = harness.Patients(Vendor.Borealis).GroupBy(p => p.Clinic).First(g => g.Count() > 1).ToList();

        var first = await harness.PollAsync("borealis", clinic[0]);
        harness.Time.Advance(TimeSpan.FromSeconds(5));
        var batch = harness.Batch("borealis", clinic) with { BatchId = "while-paused" };
        await harness.DeliverAsync(batch);

        Assert.Equal((PollOutcome.Missed, "rate-limited"), (first[0].Outcome, first[0].Reason));
        Assert.All(harness.Publisher.Of<PollOutcomes>()[^1].Polls, p => Assert.Equal((PollOutcome.Missed, "budget-exhausted", 0), (p.Outcome, p.Reason, p.Requests)));
        Assert.Equal(1, harness.Sidecar.Requests);
        Assert.Empty(harness.Publisher.Of<ConnectivityEvent>());
    }

    [Fact]
    public async Task Poll_PageTooLarge_IsParseFailed()
    {
        await using var harness = await ScraperHarness.StartAsync();
        harness.Sidecar.Answers = _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new MemoryStream(new byte[3 * 1024 * 1024])) };

        var results = await harness.PollAsync("borealis", harness.Patients(Vendor.Borealis)[0]);

        Assert.Equal((PollOutcome.ParseFailed, "page-too-large"), (results[0].Outcome, results[0].Reason));
    }

    [Fact]
    public async Task Poll_ConnectionsCut_CountForTheVendor()
    {
        await using var harness = await ScraperHarness.StartAsync();
        await harness.FaultAsync(new { vendor = "cygnus", abort = true });

        var results = await harness.PollAsync("cygnus", harness.Patients(Vendor.Cygnus)[0]);

        Assert.Equal((PollOutcome.VendorDown, "broken-answer"), (results[0].Outcome, results[0].Reason));
    }
}
