using System.IO.Compression;
using System.Net;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Tests.Harness;
using VendorSim.Population;

namespace VectorCare.Scraper.Tests.Vendors;

public sealed class CompressionTests
{
    [Theory]
    [InlineData("aurora", nameof(Vendor.Aurora))]
    [InlineData("borealis", nameof(Vendor.Borealis))]
    [InlineData("cygnus", nameof(Vendor.Cygnus))]
    public async Task Poll_PortalPacksItsAnswers_ReadsTheSame(string vendor, string name)
    {
        var (plain, none) = await EventsAsync(vendor, name, compress: false);
        var (packed, codings) = await EventsAsync(vendor, name, compress: true);

        Assert.NotEmpty(plain);
        Assert.Equal(plain, packed);
        Assert.Empty(none);
        Assert.Equal(["br"], codings);
    }

    [Theory]
    [InlineData("deflate", "unknown-encoding")]
    [InlineData("gzip, br", "unknown-encoding")]
    [InlineData("gzip", "broken-encoding")]
    [InlineData("br", "broken-encoding")]
    public async Task Poll_CodingThatIsNone_IsRefused(string coding, string reason) => Assert.Equal((PollOutcome.ParseFailed, reason), await PollAsync(coding, "{}"u8.ToArray()));

    [Fact]
    public async Task Poll_Bomb_IsRefused()
    {
        using var bomb = new MemoryStream();
        using (var gzip = new GZipStream(bomb, CompressionLevel.SmallestSize))
            gzip.Write(new byte[16 * 1024 * 1024]);

        Assert.Equal((PollOutcome.ParseFailed, "page-too-large"), await PollAsync("gzip", bomb.ToArray()));
    }

    private static async Task<(PollOutcome Outcome, string? Reason)> PollAsync(string coding, byte[] bytes)
    {
        await using var harness = await ScraperHarness.StartAsync();
        harness.Sidecar.Answers = _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(bytes) { Headers = { { "Content-Encoding", coding } } } };
        var result = (await harness.PollAsync("borealis", harness.Patients(Vendor.Borealis)[0]))[0];
        return (result.Outcome, result.Reason);
    }

    private static async Task<(List<string> Events, HashSet<string> Codings)> EventsAsync(string vendor, string name, bool compress)
    {
        await using var harness = await ScraperHarness.StartAsync(o => o with { Compress = compress });
        var codings = new HashSet<string>();
        harness.Sidecar.Saw = response => codings.UnionWith(response.Content.Headers.ContentEncoding);
        await harness.PollAsync(vendor, harness.Patients(Enum.Parse<Vendor>(name)));
        return ([.. harness.Publisher.Of<Transmission>().Select(t => t.EventId).Order(StringComparer.Ordinal)], codings);
    }
}
