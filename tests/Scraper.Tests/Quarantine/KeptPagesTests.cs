using System.Buffers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Identity;
using VectorCare.Scraper.PollState;
using VectorCare.Scraper.Quarantine;
using VectorCare.Scraper.Tests.Harness;
using VectorCare.Scraper.Vendors;
using VendorSim.Aurora;
using VendorSim.Population;

namespace VectorCare.Scraper.Tests.Quarantine;

/// <summary>What stands on kept pages alone comes back when the portal's pages are believed again.</summary>
public sealed class KeptPagesTests
{
    private static readonly Dictionary<string, string> Labels = AuroraMarkup.Renamed.ToDictionary(l => l.Value, l => l.Key);

    [Fact]
    public async Task Replay_TransmissionHasLeftThePortal_ComesFromTheKeptPageOnceInOrder()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patient = await HideAsync(harness);
        var (first, last) = await LeaveAsync(harness, patient);
        harness.Restart(options: o => o.Labels["aurora"] = Labels);
        var before = harness.Publisher.Of<Transmission>().Count;

        var replayed = await harness.Get<QuarantineReplay>().RunAsync("aurora", default);

        var brought = harness.Publisher.Of<Transmission>().Skip(before).Select(t => t.TransmissionId).ToList();
        Assert.Equal(new ReplayResult(1, 1, brought.Count), replayed);
        Assert.Equal((first, last, brought.Count), (brought[0], brought[^1], brought.Distinct().Count()));
        Assert.All(harness.Publisher.Of<Transmission>().Skip(before), t => Assert.Contains((patient.Patient, t.RawHash!), harness.Raw.Kept.Keys));
        var distinct = harness.Publisher.Distinct<Transmission>().Count;
        for (var cycle = 0; cycle < 2; cycle++)
        {
            harness.NextCycle();
            await harness.PollAsync("aurora", patient);
        }

        Assert.Equal(distinct, harness.Publisher.Distinct<Transmission>().Count);
    }

    [Fact]
    public async Task Poll_AfterTheFixWithoutAReplay_ReadsTheKeptPagesToo()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patient = await HideAsync(harness);
        var (first, _) = await LeaveAsync(harness, patient);
        harness.Restart(options: o => o.Labels["aurora"] = Labels);
        harness.NextCycle();

        await harness.PollAsync("aurora", patient);

        Assert.Single(harness.Publisher.Of<Transmission>(), t => t.TransmissionId == first);
        Assert.Empty(await harness.Quarantine.ReadAllAsync("aurora", default));
    }

    [Fact]
    public async Task Poll_KeptPagesCannotBeFetched_PublishesWhatThePortalShowsAndStaysHiddenUntilTheyCan()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patient = await HideAsync(harness);
        var (first, last) = await LeaveAsync(harness, patient);
        harness.Restart(options: o => o.Labels["aurora"] = Labels);
        harness.Raw.IsAway = true;
        harness.NextCycle();

        Assert.Equal("kept-not-read", Assert.Single(await harness.PollAsync("aurora", patient)).Reason);
        Assert.Contains(harness.Publisher.Of<Transmission>(), t => t.TransmissionId == last);
        Assert.DoesNotContain(harness.Publisher.Of<Transmission>(), t => t.TransmissionId == first);
        Assert.NotEmpty(await harness.Quarantine.ReadAllAsync("aurora", default));
        harness.Raw.IsAway = false;
        harness.NextCycle();
        await harness.PollAsync("aurora", patient);

        Assert.Single(harness.Publisher.Of<Transmission>(), t => t.TransmissionId == first);
        Assert.Empty(await harness.Quarantine.ReadAllAsync("aurora", default));
    }

    [Fact]
    public async Task Poll_KeptPageIsAnotherPatients_NothingIsTakenFromIt()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patient = harness.Patients(Vendor.Aurora)[0];
        await harness.PollAsync("aurora", patient);
        await harness.FaultAsync(new { vendor = "aurora", clinic = patient.Clinic, markup = "wrong-patient" });
        harness.NextCycle();
        await harness.PollAsync("aurora", patient);
        var before = harness.Publisher.Distinct<Transmission>().Count;
        await harness.NoFaultsAsync();
        harness.NextCycle();

        var poll = Assert.Single(await harness.PollAsync("aurora", patient));

        Assert.Equal((PollOutcome.Unchanged, 0), (poll.Outcome, poll.NewTransmissions));
        Assert.Equal(before, harness.Publisher.Distinct<Transmission>().Count);
        Assert.Empty(await harness.Quarantine.ReadAllAsync("aurora", default));
    }

    [Fact]
    public async Task Poll_MessageBeforeAnUnreadableOneHasLeft_IsReadFromItsKeptPageUnderItsOwnId()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patient = harness.Patients(Vendor.Cygnus)[0];
        await harness.PollAsync("cygnus", patient);
        var left = await AddAsync(harness, patient);
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        var unreadable = await AddAsync(harness, patient);
        harness.NextCycle();
        harness.Sidecar.Answers = request => request.RequestUri!.AbsolutePath.EndsWith("/" + unreadable, StringComparison.Ordinal) ? Inbox(patient, "no HL7") : null;
        Assert.Equal(PollOutcome.ParseFailed, Assert.Single(await harness.PollAsync("cygnus", patient)).Outcome);
        harness.Sidecar.Answers = request => request.RequestUri!.AbsolutePath.EndsWith("/" + patient.PortalRef, StringComparison.Ordinal) ? Inbox(patient, Without(harness, request, left)) : null;
        harness.NextCycle();

        Assert.Equal(2, Assert.Single(await harness.PollAsync("cygnus", patient)).NewTransmissions);

        Assert.Equal([left, unreadable], harness.Publisher.Of<Transmission>().TakeLast(2).Select(t => t.TransmissionId));
        harness.Sidecar.Answers = _ => null;
        harness.NextCycle();
        Assert.Equal(0, Assert.Single(await harness.PollAsync("cygnus", patient)).NewTransmissions);
    }

    [Fact]
    public async Task ReadKept_OfAJsonPage_GivesTheSameTransmissionsUnderTheSameIds()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patient = harness.Patients(Vendor.Borealis)[0];
        await harness.PollAsync("borealis", patient);
        var adapter = harness.Get<IEnumerable<IVendorAdapter>>().Single(a => a.Name == "borealis");
        using var poll = new PollContext(patient, PatientState.Unknown, true, null!);

        var read = harness.Raw.Kept.Values.SelectMany(body => adapter.ReadKept(poll.Own(FetchedPage.Of(Reply(body))), poll).Transmissions);

        Assert.Equal(harness.Publisher.Of<Transmission>().Select(t => t.EventId).Order(StringComparer.Ordinal), read.Select(t => $"{patient.Patient}:{t.Id}:{ContentHash.Of(t)}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void With_TooManyPages_KeepsTheFirstAndTheNewest()
    {
        var hidden = new HiddenPage("patient", "r", default, "f", null);

        for (var i = 0; i < 1000; i++)
            hidden = hidden.With([new KeptPage(i.ToString(System.Globalization.CultureInfo.InvariantCulture), null)]);

        Assert.InRange(hidden.Kept.Count, HiddenPage.MaxKept / 2, HiddenPage.MaxKept);
        Assert.Equal(("0", "999"), (hidden.Kept[0].Hash, hidden.Kept[^1].Hash));
    }

    /// <summary>A patient whose page is not believed any more.</summary>
    private static async Task<PollTarget> HideAsync(ScraperHarness harness)
    {
        var patient = harness.Patients(Vendor.Aurora)[0];
        await harness.PollAsync("aurora", patient);
        await harness.FaultAsync(new { vendor = "aurora", markup = "relabelled" });
        return patient;
    }

    /// <summary>A transmission is seen on the page that is not believed, and then so many come that the portal lists it no more.</summary>
    /// <returns>The one that has left, and the newest.</returns>
    private static async Task<(string First, string Last)> LeaveAsync(ScraperHarness harness, PollTarget patient)
    {
        var first = await AddAsync(harness, patient);
        harness.NextCycle();
        await harness.PollAsync("aurora", patient);
        var last = first;
        for (var i = 0; i < 25; i++)
        {
            harness.Time.Advance(TimeSpan.FromSeconds(2));
            last = await AddAsync(harness, patient);
        }

        return (first, last);
    }

    private static async Task<string> AddAsync(ScraperHarness harness, PollTarget patient)
    {
        using var response = await harness.Portal.PostAsync($"/sim/patients/{patient.PortalRef}/events", new StringContent("""{"kind":"vf","values":{"ventricularRate":260},"appearAfterSeconds":0}"""));
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("transmission").GetString()!;
    }

    private static VendorReply Reply(byte[] body)
    {
        var rented = ArrayPool<byte>.Shared.Rent(body.Length);
        body.CopyTo(rented, 0);
        return new VendorReply { Status = 200 }.WithBody(rented, body.Length);
    }

    private static HttpResponseMessage Inbox(PollTarget patient, string body)
    {
        var response = new HttpResponseMessage { Content = new StringContent(body) };
        response.Headers.Add("X-Cygnus-Inbox", patient.PortalRef);
        return response;
    }

    private static string Without(ScraperHarness harness, HttpRequestMessage request, string id)
    {
        using var copy = new HttpRequestMessage(HttpMethod.Get, "/cygnus/inbox/" + request.RequestUri!.Segments[^1]);
        copy.Headers.Authorization = request.Headers.Authorization;
        using var response = harness.Portal.Send(copy);
        using var body = response.Content.ReadAsStream();
        var index = JsonNode.Parse(body)!.AsArray();
        index.Remove(index.Single(e => e!["id"]!.GetValue<string>() == id));
        return index.ToJsonString();
    }
}
