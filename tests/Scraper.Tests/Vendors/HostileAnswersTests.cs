using System.IO.Compression;
using System.Net;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Tests.Harness;
using VendorSim.Population;

namespace VectorCare.Scraper.Tests.Vendors;

/// <summary>Answers that would cost without end: one patient's, while its neighbour's are good.</summary>
public sealed class HostileAnswersTests
{
    [Theory]
    [InlineData("aurora", nameof(Vendor.Aurora), "truncated-page")]
    [InlineData("borealis", nameof(Vendor.Borealis), "malformed-json")]
    [InlineData("cygnus", nameof(Vendor.Cygnus), "malformed-index")]
    public async Task Poll_CompressedBombThatNobodyAskedFor_IsNeverUnpacked(string vendor, string name, string reason)
    {
        var bomb = Bomb();
        var (outcome, _) = await PollAsync(vendor, name, patient => Page(patient, new ByteArrayContent(bomb) { Headers = { ContentEncoding = { "gzip" } } }), options: o => o.Vendors[vendor].Compression = false);

        Assert.Equal((PollOutcome.ParseFailed, reason), (outcome.Outcome, outcome.Reason));
    }

    [Fact]
    public async Task Poll_PagesThatNameANextOneForEver_EndAfterTwenty()
    {
        var (outcome, requests) = await PollAsync("borealis", nameof(Vendor.Borealis), patient => Page(patient, new StringContent($$"""{"patient":{"ref":"{{patient.PortalRef}}"},"device":{},"transmissions":[],"next":"/borealis/api/v2/patients/{{patient.PortalRef}}/transmissions?limit=50"}""")));

        Assert.Equal((PollOutcome.ParseFailed, "endless-pages", 20), (outcome.Outcome, outcome.Reason, requests));
    }

    [Theory]
    [InlineData("aurora", nameof(Vendor.Aurora), "session-refused")]
    [InlineData("borealis", nameof(Vendor.Borealis), "http-302")]
    [InlineData("cygnus", nameof(Vendor.Cygnus), "http-302")]
    public async Task Poll_RedirectsInCircles_AreNotFollowed(string vendor, string name, string reason)
    {
        var (outcome, requests) = await PollAsync(vendor, name, _ => new HttpResponseMessage(HttpStatusCode.Redirect) { Headers = { Location = new Uri("/login", UriKind.Relative) } });

        Assert.Equal((PollOutcome.Missed, reason), (outcome.Outcome, outcome.Reason));
        Assert.InRange(requests, 1, 6);
    }

    [Fact]
    public async Task Poll_CertificateIsNotBelieved_CountsForTheVendor()
    {
        var (outcome, requests) = await PollAsync("borealis", nameof(Vendor.Borealis), _ => SidecarHandler.Error("tls: failed to verify certificate: x509: certificate has expired"));

        Assert.Equal((PollOutcome.VendorDown, "unreachable", 1), (outcome.Outcome, outcome.Reason, requests));
    }

    [Fact]
    public async Task Poll_AnswerThatComesByteByByte_IsGivenUpAfterItsTime()
    {
        var (outcome, _) = await PollAsync("borealis", nameof(Vendor.Borealis), patient => Page(patient, new StreamContent(new Dripping())), TimeSpan.FromSeconds(16));

        Assert.Equal((PollOutcome.VendorDown, "timeout"), (outcome.Outcome, outcome.Reason));
    }

    /// <summary>Polls two patients of a clinic, the first of whom gets the hostile answer; him alone where time goes on.</summary>
    private static async Task<(PollResult Outcome, int Requests)> PollAsync(string vendor, string name, Func<PollTarget, HttpResponseMessage> answer, TimeSpan? later = null, Action<ScraperOptions>? options = null)
    {
        await using var harness = await ScraperHarness.StartAsync();
        harness.Restart(options: options);
        var patients = harness.Patients(Enum.Parse<Vendor>(name)).GroupBy(p => p.Clinic).First(c => c.Count() > 1).Take(later is null ? 2 : 1).ToArray();
        var asked = new TaskCompletionSource();
        harness.Sidecar.Answers = request =>
        {
            if (!request.RequestUri!.AbsolutePath.Contains(patients[0].PortalRef, StringComparison.Ordinal))
                return null;
            asked.TrySetResult();
            return answer(patients[0]);
        };

        var polls = harness.PollAsync(vendor, patients);
        if (later is { } time)
        {
            await asked.Task;
            while (!polls.IsCompleted)
            {
                harness.Time.Advance(time);
                await Task.Yield();
            }
        }

        var results = await polls;
        Assert.All(results.Skip(1), r => Assert.Contains(r.Outcome, (PollOutcome[])[PollOutcome.New, PollOutcome.NoData]));
        return (results[0], results[0].Requests);
    }

    private static HttpResponseMessage Page(PollTarget patient, HttpContent content) => new() { Content = content, Headers = { { "X-Cygnus-Inbox", patient.PortalRef } } };

    /// <summary>64 MiB in some 64 KiB.</summary>
    private static byte[] Bomb()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 64; i++)
                gzip.Write(zeros);
        }

        return packed.ToArray();
    }

    /// <summary>A byte, and then nothing and no end.</summary>
    private sealed class Dripping : Stream
    {
        private bool _begun;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!_begun)
            {
                _begun = true;
                buffer.Span[0] = (byte)'{';
                return 1;
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return 0;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
