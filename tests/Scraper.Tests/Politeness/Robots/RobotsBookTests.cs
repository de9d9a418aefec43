using System.Net;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Tests.Harness;
using VendorSim.Population;

namespace VectorCare.Scraper.Tests.Politeness.Robots;

public sealed class RobotsBookTests
{
    private const string NoMessages = "User-agent: *\nDisallow: /inbox/*/\n";
    private int _reads;
    private Func<HttpResponseMessage> _robots = () => new HttpResponseMessage(HttpStatusCode.NotFound);

    [Fact]
    public async Task Poll_NothingConfigured_AsksForNoRobots()
    {
        await using var harness = await StartAsync(honours: false);

        Assert.Equal(PollOutcome.New, (await harness.PollAsync("cygnus", harness.Patients(Vendor.Cygnus)[0]))[0].Outcome);
        Assert.Equal(0, _reads);
    }

    [Fact]
    public async Task Poll_PathIsDisallowed_IsCountedAndToldOnceAndResumedWhenItIsAllowed()
    {
        await using var harness = await StartAsync();
        _robots = () => Text(NoMessages);
        var patients = harness.Patients(Vendor.Cygnus);

        for (var cycle = 0; cycle < 4; cycle++)
        {
            Assert.All(await harness.PollAsync("cygnus", patients), r => Assert.Equal((PollOutcome.NotAsked, "robots-disallowed", 1), (r.Outcome, r.Reason, r.Requests)));
            harness.NextCycle();
        }

        harness.Restart(options: Honour);
        await harness.PollAsync("cygnus", patients);
        var told = Assert.Single(harness.Publisher.Of<ConnectivityEvent>());
        Assert.Equal((ConnectivityKind.PollingStopped, "robots", "robots-disallowed", (Guid?)null), (told.Kind, told.Page, told.Reason, told.Patient));
        Assert.Equal(1, _reads);

        _robots = () => Text("User-agent: *\nDisallow: /admin\n");
        harness.Time.Advance(TimeSpan.FromDays(1));
        Assert.All(await harness.PollAsync("cygnus", patients), r => Assert.Equal(PollOutcome.New, r.Outcome));
        Assert.Equal([ConnectivityKind.PollingStopped, ConnectivityKind.PollingResumed], harness.Publisher.Of<ConnectivityEvent>().Select(e => e.Kind));
        Assert.Equal(2, _reads);
    }

    [Fact]
    public async Task Poll_SameLinesTheNextDay_AreNotToldAgain()
    {
        await using var harness = await StartAsync();
        _robots = () => Text(NoMessages);
        var patients = harness.Patients(Vendor.Cygnus);

        await harness.PollAsync("cygnus", patients);
        harness.Time.Advance(TimeSpan.FromDays(1));
        await harness.PollAsync("cygnus", patients);

        Assert.Equal((1, 2), (harness.Publisher.Of<ConnectivityEvent>().Count, _reads));
    }

    [Fact]
    public async Task Poll_RobotsAreAbsent_IsPolledAndAskedForOnceADay()
    {
        await using var harness = await StartAsync();
        var patients = harness.Patients(Vendor.Cygnus);

        Assert.All(await harness.PollAsync("cygnus", patients), r => Assert.Equal(PollOutcome.New, r.Outcome));
        harness.NextCycle();
        await harness.PollAsync("cygnus", patients);

        Assert.Equal(1, _reads);
        Assert.Empty(harness.Publisher.Of<ConnectivityEvent>());
    }

    [Fact]
    public async Task Poll_RobotsNeverInReach_AsksNothingUntilPatienceIsOver()
    {
        await using var harness = await StartAsync();
        _robots = () => new HttpResponseMessage(HttpStatusCode.InternalServerError);
        var patient = harness.Patients(Vendor.Cygnus)[0];

        var first = (await harness.PollAsync("cygnus", patient))[0];
        harness.Restart(options: Honour);
        harness.Time.Advance(TimeSpan.FromHours(23));
        var later = (await harness.PollAsync("cygnus", patient))[0];
        harness.Time.Advance(TimeSpan.FromHours(2));
        var last = (await harness.PollAsync("cygnus", patient))[0];

        Assert.Equal((PollOutcome.NotAsked, "robots-unreachable", 0), (first.Outcome, first.Reason, first.Requests));
        Assert.Equal((PollOutcome.NotAsked, PollOutcome.New), (later.Outcome, last.Outcome));
        Assert.Equal([ConnectivityKind.PollingStopped, ConnectivityKind.PollingResumed], harness.Publisher.Of<ConnectivityEvent>().Select(e => e.Kind));
    }

    [Fact]
    public async Task Poll_RobotsNoLongerInReach_KeepsToTheCopy()
    {
        await using var harness = await StartAsync();
        _robots = () => Text(NoMessages);
        var patient = harness.Patients(Vendor.Cygnus)[0];
        await harness.PollAsync("cygnus", patient);
        _robots = () => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        harness.Time.Advance(TimeSpan.FromDays(3));

        Assert.Equal("robots-disallowed", (await harness.PollAsync("cygnus", patient))[0].Reason);
        harness.NextCycle();
        Assert.Equal("robots-disallowed", (await harness.PollAsync("cygnus", patient))[0].Reason);
        Assert.Single(harness.Publisher.Of<ConnectivityEvent>());
        Assert.Equal(3, _reads);
    }

    [Fact]
    public async Task Poll_PortalsOwnFile_IsKeptTo()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(file, NoMessages, TestContext.Current.CancellationToken);
        try
        {
            await using var harness = await ScraperHarness.StartAsync(o => o with { RobotsFile = file });
            harness.Restart(options: Honour);

            Assert.Equal("robots-disallowed", (await harness.PollAsync("cygnus", harness.Patients(Vendor.Cygnus)[0]))[0].Reason);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task<ScraperHarness> StartAsync(bool honours = true)
    {
        var harness = await ScraperHarness.StartAsync();
        harness.Sidecar.Answers = request =>
        {
            if (!request.RequestUri!.AbsolutePath.EndsWith("/robots.txt", StringComparison.Ordinal))
                return null;
            Interlocked.Increment(ref _reads);
            return _robots();
        };
        if (honours)
            harness.Restart(options: Honour);
        return harness;
    }

    private static void Honour(ScraperOptions options)
    {
        options.Vendors["cygnus"].HonourRobots = true;
        options.Vendors["cygnus"].RobotsPatience = TimeSpan.FromDays(1);
    }

    private static HttpResponseMessage Text(string text) => new(HttpStatusCode.OK) { Content = new StringContent(text) };
}
