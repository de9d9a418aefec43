using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Raw;
using VectorCare.Scraper.Telemetry;
using VectorCare.Scraper.Tests.Harness;
using VendorSim.Population;

namespace VectorCare.Scraper.Tests.Raw;

public sealed class RawBytesTests
{
    [Theory]
    [InlineData("aurora", nameof(Vendor.Aurora))]
    [InlineData("borealis", nameof(Vendor.Borealis))]
    [InlineData("cygnus", nameof(Vendor.Cygnus))]
    public async Task Poll_SomethingNew_KeepsThePagesItStandsOn(string vendor, string name)
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patients = harness.Patients(Enum.Parse<Vendor>(name));
        await harness.PollAsync(vendor, patients);
        var transmissions = harness.Publisher.Of<Transmission>();
        Assert.NotEmpty(transmissions);
        Assert.All(transmissions, t =>
        {
            var raw = harness.Raw.Kept[(t.Patient, t.RawHash!)];
            Assert.Equal(t.RawHash, Convert.ToHexStringLower(SHA256.HashData(raw)));
            Assert.Equal(t.RawLength, raw.Length);
        });
        var kept = harness.Raw.Kept.Count;
        harness.NextCycle();
        await harness.PollAsync(vendor, patients);
        Assert.Equal(kept, harness.Raw.Kept.Count);
    }

    [Fact]
    public async Task Poll_RawBytesCannotBeKept_PublishesButRemembersNothingUntilTheyAre()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patient = harness.Patients(Vendor.Cygnus)[0];
        harness.Raw.Answer = RawKept.NotNow;
        Assert.Equal(("raw-not-kept", PollOutcome.New), Assert.Single(await harness.PollAsync("cygnus", patient)) is var first ? (first.Reason, first.Outcome) : default);
        var published = harness.Publisher.Of<Transmission>().Select(t => t.EventId).ToList();
        Assert.NotEmpty(published);

        harness.NextCycle();
        harness.Raw.Answer = RawKept.Kept;
        Assert.Null(Assert.Single(await harness.PollAsync("cygnus", patient)).Reason);
        Assert.Equal(published, harness.Publisher.Of<Transmission>().Skip(published.Count).Select(t => t.EventId));
        Assert.NotEmpty(harness.Raw.Kept);

        harness.NextCycle();
        Assert.Equal(PollOutcome.Unchanged, Assert.Single(await harness.PollAsync("cygnus", patient)).Outcome);
    }

    [Fact]
    public async Task Poll_RawBytesAreRefused_GoesOn()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patient = harness.Patients(Vendor.Aurora)[0];
        harness.Raw.Answer = RawKept.Refused;
        Assert.Null(Assert.Single(await harness.PollAsync("aurora", patient)).Reason);
        harness.NextCycle();
        Assert.Equal(PollOutcome.Unchanged, Assert.Single(await harness.PollAsync("aurora", patient)).Outcome);
    }

    [Theory]
    [InlineData(HttpStatusCode.NoContent, nameof(RawKept.Kept))]
    [InlineData(HttpStatusCode.Gone, nameof(RawKept.Refused))]
    [InlineData(HttpStatusCode.RequestEntityTooLarge, nameof(RawKept.Refused))]
    [InlineData(HttpStatusCode.InternalServerError, nameof(RawKept.NotNow))]
    [InlineData(null, nameof(RawKept.NotNow))]
    public async Task Keep_IngestAnswers_SaysWhatBecameOfThem(HttpStatusCode? status, string expected)
    {
        using var services = new ServiceCollection().AddMetrics().AddSingleton(TimeProvider.System).AddSingleton<ScraperMetrics>().BuildServiceProvider();
        using var sidecar = new SidecarHandler(new Uri("http://portals"))
        {
            Answers = request =>
            {
                Assert.Equal((HttpMethod.Put, "/v1.0/invoke/ingest/method/v1/patients/0196d1a0-0000-7000-8000-000000000001/raw/ab?vendor=aurora"), (request.Method, request.RequestUri!.PathAndQuery));
                Assert.Equal("token", Assert.Single(request.Headers.GetValues("dapr-api-token")));
                return new HttpResponseMessage(status ?? throw new HttpRequestException("nobody there"));
            },
        };
        using var http = new HttpMessageInvoker(sidecar, disposeHandler: false);
        var archive = new IngestRawArchive(http, new Uri("http://sidecar"), "token", services.GetRequiredService<ScraperMetrics>(), TimeProvider.System);
        Assert.Equal(expected, (await archive.KeepAsync(new Guid("0196d1a0-0000-7000-8000-000000000001"), "aurora", "ab", new byte[3], TestContext.Current.CancellationToken)).ToString());
    }
}
