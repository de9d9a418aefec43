using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Sessions;
using VectorCare.Scraper.Tests.Harness;
using VendorSim.Population;

namespace VectorCare.Scraper.Tests.Sessions;

public sealed class AuroraSessionTests
{
    [Fact]
    public async Task Poll_PatientsOfOneClinic_SignInOnceAndShareTheSessionWithOtherReplicas()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var clinic = harness.Patients(Vendor.Aurora).GroupBy(p => p.Clinic).First(g => g.Count() > 2).ToList();
        await harness.PollAsync("aurora", clinic);
        Assert.Equal(clinic.Count + 2, harness.Sidecar.Requests);

        harness.NextCycle();
        harness.Restart();
        await harness.PollAsync("aurora", clinic);

        Assert.Equal((clinic.Count * 2) + 2, harness.Sidecar.Requests);
    }

    [Fact]
    public async Task Poll_SessionExpired_SignsInAgainOnce()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var clinic = harness.Patients(Vendor.Aurora).GroupBy(p => p.Clinic).First(g => g.Count() > 2).ToList();
        await harness.PollAsync("aurora", clinic);
        harness.NextCycle();
        await harness.FaultAsync(new { vendor = "aurora", expireSessions = true });
        harness.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.All(await harness.PollAsync("aurora", clinic), r => Assert.Equal((PollOutcome.Unchanged, null), (r.Outcome, r.Reason)));
        Assert.Single(harness.Sessions.Sessions);
    }

    [Fact]
    public async Task Poll_WrongPassword_IsTriedTwiceAndThenRestsUntilItIsAnotherOne()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var clinic = harness.Patients(Vendor.Aurora).GroupBy(p => p.Clinic).First(g => g.Count() > 2).ToList();
        var right = harness.Credentials.Read;
        harness.Credentials.Read = (vendor, name) => right(vendor, name)! with { Password = "wrong" };
        for (var cycle = 0; cycle < 3; cycle++)
        {
            Assert.All(await harness.PollAsync("aurora", clinic), r => Assert.Equal(PollOutcome.Missed, r.Outcome));
            harness.NextCycle();
        }

        Assert.Equal(2 * SessionBroker.MaxRefused, harness.Sidecar.Requests);

        harness.Credentials.Read = right;
        Assert.All(await harness.PollAsync("aurora", clinic), r => Assert.Equal(PollOutcome.New, r.Outcome));
    }

    [Fact]
    public async Task Poll_LoginPageForEveryone_DoesNotSignInForEveryPatient()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var clinic = harness.Patients(Vendor.Aurora).GroupBy(p => p.Clinic).First(g => g.Count() > 2).ToList();
        await harness.FaultAsync(new { vendor = "aurora", markup = "login-page" });

        Assert.All(await harness.PollAsync("aurora", clinic), r => Assert.Equal((PollOutcome.Missed, "session-refused"), (r.Outcome, r.Reason)));

        Assert.InRange(harness.Sidecar.Requests, clinic.Count + 2, clinic.Count + 2);
    }

    [Theory]
    [InlineData("borealis")]
    [InlineData("cygnus")]
    public async Task Poll_RotatedCredentials_AreReadAgainWithoutARestart(string vendor)
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patient = harness.Patients(Enum.Parse<Vendor>(vendor, ignoreCase: true))[0];
        await harness.PollAsync(vendor, patient);
        harness.NextCycle();
        await harness.FaultAsync(new { vendor, clinic = patient.Clinic, rotateCredentials = true });

        var results = await harness.PollAsync(vendor, patient);

        Assert.Equal((PollOutcome.Unchanged, 2), (results[0].Outcome, results[0].Requests));
    }
}
