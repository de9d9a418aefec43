using System.Diagnostics;
using System.Text;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Vendors.Aurora;
using VendorSim.Aurora;
using VendorSim.Population;

namespace VectorCare.Scraper.Tests.Vendors.Aurora;

/// <summary>Pages that nobody should send: the right reason, within bounded time and memory.</summary>
public sealed class AuroraBadInputTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SimPatient Patient = SimPatient.Create(7, 0, 4);
    private static readonly PollTarget Target = new(Patient.Id, Patient.ClinicName, Patient.PortalRef);

    [Theory]
    [InlineData("<div>", 400_000)]
    [InlineData("<table><tr><td>", 100_000)]
    [InlineData("<tr><td>1</td></tr>", 100_000)]
    [InlineData("<p><b a=1><i>", 100_000)]
    [InlineData("<svg><g>", 100_000)]
    public async Task Parse_PageOfEndlessTags_IsRefusedAtOnce(string tag, int times)
    {
        var body = await WithAsync("<main id=\"patient\"", new StringBuilder().Insert(0, tag, times) + "<main id=\"patient\"");
        AssertRefused(body, "page-too-complex", TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("<div>", 5_000)]
    [InlineData("<table><tr><td>", 1_700)]
    [InlineData("<template>", 5_000)]
    [InlineData("&amp;&#x41;&bogus", 100_000)]
    [InlineData("<!--x", 200_000)]
    public async Task Parse_PageAtItsBounds_EndsInTime(string tag, int times)
    {
        var body = await WithAsync("<main id=\"patient\"", new StringBuilder().Insert(0, tag, times) + "<main id=\"patient\"");
        var started = Stopwatch.GetTimestamp();

        _ = AuroraParser.Parse(body, Target);

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Parse_FormattingCopiedIntoParagraphs_StaysWithinMemory()
    {
        var bomb = "<p>" + string.Concat(Enumerable.Range(0, 150).Select(i => $"<b a{i}>")) + new StringBuilder().Insert(0, "</p><p>x", 5_000);
        var body = await WithAsync("<main id=\"patient\"", bomb + "<main id=\"patient\"");
        var before = GC.GetAllocatedBytesForCurrentThread();

        _ = AuroraParser.Parse(body, Target);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1L << 30);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-32")]
    public async Task Parse_OtherCharset_IsRefused(string charset)
    {
        var page = Encoding.UTF8.GetString(await PageAsync());
        AssertRefused(Encoding.GetEncoding(charset).GetBytes(page), "truncated-page", TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Parse_LatinBytesDeclaredAsUtf8_ReadsNoUnitWrongly()
    {
        var body = Encoding.Latin1.GetBytes(Encoding.UTF8.GetString(await PageAsync()));

        var page = AuroraParser.Parse(body, Target).Page;

        var truth = AuroraParser.Parse(await PageAsync(), Target).Page.Transmissions[0];
        Assert.All(page.Transmissions.SelectMany(t => t.Measurements), m => Assert.Contains(m, truth.Measurements));
    }

    [Fact]
    public async Task Parse_ScriptInTextFields_IsTextAndChangesNoValue()
    {
        var page = Encoding.UTF8.GetString(await PageAsync());
        var truth = AuroraParser.Parse(Encoding.UTF8.GetBytes(page), Target).Page.Transmissions[0];
        var injected = page.Replace($">{Patient.Device.Model}<", ">&lt;script&gt;alert(1)&lt;/script&gt;<", StringComparison.Ordinal)
            .Replace($"<h1>", "<h1><script>document.getElementById('tbl-leads').remove()</script>", StringComparison.Ordinal);

        var read = Assert.Single(AuroraParser.Parse(Encoding.UTF8.GetBytes(injected), Target).Page.Transmissions);

        Assert.Equal("<script>alert(1)</script>", read.Device.Model);
        Assert.Equal(truth.Measurements, read.Measurements);
    }

    [Fact]
    public async Task Parse_EveryCutOfAPage_IsRefused()
    {
        var body = await PageAsync();
        for (var length = 0; length < body.Length - 64; length += 997)
            Assert.Equal(PollOutcome.ParseFailed, AuroraParser.Parse(body.AsMemory(0, length), Target).Page.Outcome);
    }

    private static void AssertRefused(byte[] body, string reason, TimeSpan within)
    {
        var started = Stopwatch.GetTimestamp();
        var page = AuroraParser.Parse(body, Target).Page;
        Assert.Equal((PollOutcome.ParseFailed, reason), (page.Outcome!.Value, page.Reason));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, within);
    }

    private static async Task<byte[]> WithAsync(string at, string instead) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(await PageAsync()).Replace(at, instead, StringComparison.Ordinal));

    private static Task<byte[]> PageAsync()
    {
        var view = new Timeline(7, Patient, 4, Now.AddDays(-90)).At(Now);
        return AuroraPrint.PageAsync(Patient, view, view.Newest, Now);
    }
}
