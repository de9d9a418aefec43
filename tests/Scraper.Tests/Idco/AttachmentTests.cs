using System.Net;
using System.Security.Cryptography;
using System.Text;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Hl7;
using VectorCare.Scraper.Idco;
using VectorCare.Scraper.Tests.Harness;
using VectorCare.Scraper.Vendors;
using VendorSim.Population;

namespace VectorCare.Scraper.Tests.Idco;

public sealed class AttachmentTests
{
    private static readonly byte[] Report = "%PDF-1.4 a report"u8.ToArray();

    [Theory]
    [InlineData("Application^PDF^^Base64", "application/pdf")]
    [InlineData("LAB^Application^PDF^Base64", "application/pdf")]
    [InlineData("^image^png^BASE64", "image/png")]
    [InlineData("^^^Base64", "application/octet-stream")]
    [InlineData("^multipart^related^Base64", "application/octet-stream")]
    [InlineData("^text^ht<ml^Base64", "application/octet-stream")]
    public void Read_EmbeddedDocument_HasItsMediaType(string kind, string mediaType)
    {
        var transmission = Read($"{kind}^{Convert.ToBase64String(Report)}");

        Assert.Equal(mediaType, Assert.Single(transmission.Attachments).MediaType);
        Assert.Empty(transmission.NotUnderstood);
    }

    [Theory]
    [InlineData("Application^PDF^^Base64^", "truncated")]
    [InlineData("Application^PDF^^Base64^JVBERi0xLjQ", "bad-value")]
    [InlineData("Application^PDF^^Base64^a report", "bad-value")]
    [InlineData("Application^PDF^^Hex^255044462D", "unknown-encoding")]
    public void Read_DocumentThatCannotBeUnpacked_IsToldWithItsPlace(string value, string why)
    {
        var transmission = Read(value);

        Assert.Empty(transmission.Attachments);
        Assert.Equal(new NotUnderstood("OBX-2", "18750-0", why), Assert.Single(transmission.NotUnderstood));
    }

    [Fact]
    public async Task Poll_MessageWithDocuments_KeepsEachOnceAndNamesItOnly()
    {
        await using var harness = await ScraperHarness.StartAsync();
        harness.Restart(options: o => o.DriftLimit = 1);
        var patient = harness.Patients(Vendor.Cygnus)[0];
        var packed = Convert.ToBase64String(Report);
        harness.Sidecar.Answers = request => new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent(request.RequestUri!.AbsolutePath.EndsWith("/m1", StringComparison.Ordinal) ? Message($"Application^PDF^^Base64^{packed}", $"Application^PDF^^Base64^{packed}") : """[{"id":"m1","time":"2026-03-01T11:00:00Z"}]"""),
            Headers = { { "X-Cygnus-Inbox", patient.PortalRef } },
        };

        var poll = (await harness.PollAsync("cygnus", patient))[0];

        Assert.Equal((PollOutcome.New, (string?)null), (poll.Outcome, poll.Reason));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Report));
        var sent = Assert.Single(harness.Publisher.Of<Transmission>());
        Assert.Equal([new Attachment(hash, Report.Length, "application/pdf")], sent.Attachments);
        Assert.Equal(Report, harness.Raw.Kept[(patient.Patient, hash)]);
        Assert.Equal(2, harness.Raw.Kept.Count);
    }

    [Fact]
    public async Task Poll_MessageWithoutDocuments_NamesNone()
    {
        await using var harness = await ScraperHarness.StartAsync();

        await harness.PollAsync("cygnus", harness.Patients(Vendor.Cygnus));

        Assert.All(harness.Publisher.Of<Transmission>(), t => Assert.Null(t.Attachments));
    }

    private static ParsedTransmission Read(string document)
    {
        var (error, messages) = Hl7Reader.Read(Encoding.UTF8.GetBytes(Message(document)));
        Assert.Equal(Hl7Error.None, error);
        return Assert.IsType<ParsedTransmission>(new IdcoReader(TimeSpan.Zero).Read(messages[0]).Transmission);
    }

    private static string Message(params string[] documents) => string.Join('\r',
    [
        "MSH|^~\\&|CYGNUS|CYGNUS CRM|||20260301110000+0000||ORU^R01^ORU_R01|m1|P|2.5",
        "PID|||model:M/serial:S^^^CYG^U",
        "OBR|1|||x|||20260301100000+0000",
        "OBX|1|NM|721344^MDC_IDC_MSMT_BATTERY_VOLTAGE^MDC||2.9|V",
        .. documents.Select((d, i) => $"OBX|{i + 2}|ED|18750-0^Cardiac Electrophysiology Report^LN||{d}"),
        "",
    ]);
}
