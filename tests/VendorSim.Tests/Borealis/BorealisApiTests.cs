using System.Net;
using System.Text.Json.Nodes;
using VendorSim.Population;

namespace VendorSim.Tests.Borealis;

public sealed class BorealisApiTests
{
    [Fact]
    public async Task List_WithEtag_Is304UntilSomethingHappens()
    {
        await using var portals = await Portals.StartAsync();
        var patient = portals.Patient(Vendor.Borealis);
        using var first = await portals.Client.SendAsync(portals.Borealis(patient));
        var etag = first.Headers.ETag!;
        Assert.NotNull(first.Content.Headers.LastModified);
        using var conditional = portals.Borealis(patient);
        conditional.Headers.IfNoneMatch.Add(etag);
        using var same = await portals.Client.SendAsync(conditional);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        await portals.InjectAsync(patient, """{"kind":"patientInitiated"}""");
        using var later = portals.Borealis(patient);
        later.Headers.IfNoneMatch.Add(etag);
        using var changed = await portals.Client.SendAsync(later);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.NotEqual(etag, changed.Headers.ETag);
    }

    [Fact]
    public async Task List_IfModifiedSince_Is304()
    {
        await using var portals = await Portals.StartAsync();
        var patient = portals.Patient(Vendor.Borealis);
        using var request = portals.Borealis(patient);
        request.Headers.IfModifiedSince = Portals.Start;
        using var response = await portals.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
    }

    [Theory]
    [InlineData("", "nothing", 401, "unauthorized")]
    [InlineData("?since=yesterday", null, 400, "bad-request")]
    [InlineData("?since=2026-01-01T00:00:00", null, 400, "bad-request")]
    [InlineData("?limit=51", null, 400, "bad-request")]
    public async Task List_BadRequest_AnswersAProblem(string query, string? key, int status, string slug)
    {
        await using var portals = await Portals.StartAsync();
        using var request = portals.Borealis(portals.Patient(Vendor.Borealis), query);
        if (key is not null)
        {
            request.Headers.Remove("X-Api-Key");
            request.Headers.Add("X-Api-Key", key);
        }

        using var response = await portals.Client.SendAsync(request);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal($"https://borealis.example/problems/{slug}", (string?)problem["type"]);
    }

    [Fact]
    public async Task List_OfAnotherClinic_Is404()
    {
        await using var portals = await Portals.StartAsync();
        var patient = portals.Patient(Vendor.Borealis);
        var other = portals.Patient(Vendor.Borealis, p => p.Clinic != patient.Clinic);
        using var request = portals.Borealis(other);
        request.RequestUri = new Uri($"/borealis/api/v2/patients/{patient.PortalRef}/transmissions", UriKind.Relative);
        using var response = await portals.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task List_BeyondTheRate_Is429UntilRetryAfter()
    {
        await using var portals = await Portals.StartAsync(o => o with { BorealisRate = 2 });
        var patient = portals.Patient(Vendor.Borealis);
        for (var i = 0; i < 4; i++)
        {
            using var allowed = await portals.Client.SendAsync(portals.Borealis(patient));
            Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        }

        using var limited = await portals.Client.SendAsync(portals.Borealis(patient));
        Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
        portals.Time.Advance(Assert.NotNull(limited.Headers.RetryAfter?.Delta));
        using var again = await portals.Client.SendAsync(portals.Borealis(patient));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task List_PagedAndSince_GivesEveryTransmissionOnceInOrder()
    {
        await using var portals = await Portals.StartAsync(o => o with { RateScale = 2_000 });
        var patient = portals.Patient(Vendor.Borealis);
        portals.Time.Advance(TimeSpan.FromDays(2));
        var whole = (await portals.JsonAsync(portals.Borealis(patient, "?limit=50")))["transmissions"]!.AsArray().Select(t => (string)t!["id"]!).ToList();
        var paged = new List<string>();
        var query = "?limit=7";
        while (query is not null)
        {
            var page = await portals.JsonAsync(portals.Borealis(patient, query));
            paged.AddRange(page["transmissions"]!.AsArray().Select(t => (string)t!["id"]!));
            query = (string?)page["next"] is { } next ? next[next.IndexOf('?')..] : null;
        }

        Assert.True(whole.Count > 10);
        Assert.Equal(whole, paged.Take(50));
        var third = (await portals.JsonAsync(portals.Borealis(patient, "?limit=3")))["transmissions"]!.AsArray()[2]!;
        var since = await portals.JsonAsync(portals.Borealis(patient, $"?since={third["receivedAt"]}&limit=1"));
        Assert.Equal(whole[3], (string)since["transmissions"]![0]!["id"]!);
    }

    [Fact]
    public async Task List_InjectedVtWithShock_ShowsEpisodeCountersAndAlert()
    {
        await using var portals = await Portals.StartAsync();
        var patient = portals.Patient(Vendor.Borealis, p => p.Device.Family == DeviceFamily.Icd);
        var injected = await portals.InjectAsync(patient, """{"kind":"vt","values":{"ventricularRate":195,"shocks":2,"atp":1,"successful":1,"duration":20}}""");
        var newest = (await portals.JsonAsync(portals.Borealis(patient)))["transmissions"]!.AsArray()[^1]!;
        Assert.Equal((string?)injected["transmission"], (string?)newest["id"]);
        Assert.Equal(2, (int)newest["therapies"]!["shocksSinceLast"]!);
        var episode = Assert.Single(newest["episodes"]!.AsArray())!;
        Assert.Equal(("VT", 195, "successful"), ((string?)episode["type"], (int)episode["ventricularRate"]!, (string?)episode["outcome"]));
    }

    [Fact]
    public async Task RotateCredentials_OldKey_IsRefusedAndTheNewOneWorks()
    {
        await using var portals = await Portals.StartAsync();
        var patient = portals.Patient(Vendor.Borealis);
        using var old = portals.Borealis(patient);
        await portals.FaultAsync("""{"vendor":"borealis","rotateCredentials":true}""");
        using var refused = await portals.Client.SendAsync(old);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var accepted = await portals.Client.SendAsync(portals.Borealis(patient));
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
    }
}
