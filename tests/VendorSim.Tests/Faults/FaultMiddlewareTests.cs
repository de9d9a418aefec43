using System.Net;
using System.Text.Json.Nodes;
using VendorSim.Population;
using VectorCare.TestKit;

namespace VendorSim.Tests.Faults;

public sealed class FaultMiddlewareTests
{
    [Fact]
    public async Task Outage_FromTheCommandLine_LastsItsTimeAndConcernsItsVendorOnly()
    {
        await using var portals = await Portals.StartAsync(o => o with { Faults = ["vendor-outage=borealis@30s+60s"] });
        var patient = portals.Patient(Vendor.Borealis);
        async Task<HttpStatusCode> Ask()
        {
            using var response = await portals.Client.SendAsync(portals.Borealis(patient));
            return response.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, await Ask());
        portals.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await Ask());
        using var aurora = await portals.Client.GetAsync("/aurora/login");
        Assert.Equal(HttpStatusCode.OK, aurora.StatusCode);
        portals.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(HttpStatusCode.OK, await Ask());
    }

    [Fact]
    public async Task ErrorRate_AllOfOneClinic_FailsThatClinicOnly()
    {
        await using var portals = await Portals.StartAsync();
        await portals.FaultAsync("""{"vendor":"borealis","clinic":"clinic-01","errorRate":1,"status":502}""");
        using var failed = await portals.Client.SendAsync(portals.Borealis(portals.Patient(Vendor.Borealis, p => p.Clinic == 1)));
        using var fine = await portals.Client.SendAsync(portals.Borealis(portals.Patient(Vendor.Borealis, p => p.Clinic == 2)));
        Assert.Equal((HttpStatusCode.BadGateway, HttpStatusCode.OK), (failed.StatusCode, fine.StatusCode));
    }

    [Fact]
    public async Task RateLimit_OfAnyVendor_Answers429()
    {
        await using var portals = await Portals.StartAsync();
        await portals.FaultAsync("""{"vendor":"cygnus","rateLimit":1}""");
        var patient = portals.Patient(Vendor.Cygnus);
        using var first = await portals.Client.SendAsync(portals.Cygnus(patient.ClinicName, patient.PortalRef));
        using var second = await portals.Client.SendAsync(portals.Cygnus(patient.ClinicName, patient.PortalRef));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (first.StatusCode, second.StatusCode));
    }

    [Fact]
    public async Task Abort_CutsTheConnection()
    {
        await using var portals = await Portals.StartAsync();
        await portals.FaultAsync("""{"vendor":"aurora","abort":true}""");
        await Assert.ThrowsAsync<HttpRequestException>(() => portals.Client.GetAsync("/aurora/login"));
    }

    [Fact]
    public async Task Latency_HoldsTheAnswerOnTheClock()
    {
        await using var portals = await Portals.StartAsync();
        await portals.FaultAsync("""{"vendor":"aurora","latencyMs":5000}""");
        var answer = portals.Client.GetAsync("/aurora/login");
        while (!answer.IsCompleted)
        {
            Assert.True(portals.Time.GetUtcNow() < Portals.Start.AddHours(1), "the answer never came");
            portals.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
            await Task.WhenAny(answer, Task.Delay(VirtualTime.Grain, TimeProvider.System));
        }

        Assert.True(portals.Time.GetUtcNow() >= Portals.Start.AddSeconds(5));
        (await answer).Dispose();
    }

    [Fact]
    public async Task Post_ByName_CountsFromTheRequestOn()
    {
        await using var portals = await Portals.StartAsync(o => o with { Patients = 1 });
        async Task<HttpStatusCode> Ask()
        {
            using var response = await portals.Client.GetAsync("/aurora/login");
            return response.StatusCode;
        }

        portals.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.Created, await portals.FaultAsync("vendor-outage=aurora@30s+60s"));
        Assert.Equal(HttpStatusCode.OK, await Ask());
        portals.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await Ask());
        portals.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(HttpStatusCode.OK, await Ask());
    }

    [Theory]
    [InlineData("""{"vendor":"nobody"}""")]
    [InlineData("vendor-outage=nobody@1s")]
    [InlineData("""{"vendor":"aurora","errorRate":7}""")]
    [InlineData("""{"vendor":"aurora","colour":1}""")]
    [InlineData("nonsense")]
    public async Task Post_Bad_IsRefusedWithAllErrors(string json)
    {
        await using var portals = await Portals.StartAsync(o => o with { Patients = 1 });
        Assert.Equal(HttpStatusCode.BadRequest, await portals.FaultAsync(json));
    }

    [Fact]
    public async Task Stats_AfterRequests_CountThemByRouteAndPatient()
    {
        await using var portals = await Portals.StartAsync();
        var patient = portals.Patient(Vendor.Borealis);
        for (var i = 0; i < 3; i++)
            (await portals.Client.SendAsync(portals.Borealis(patient))).Dispose();
        var stats = JsonNode.Parse(await portals.Client.GetStringAsync("/sim/stats"))!;
        Assert.Equal(3, (int)stats["requests"]!["borealis"]!["transmissions"]!["200"]!);
        var patients = JsonNode.Parse(await portals.Client.GetStringAsync("/sim/stats/patients"))!;
        Assert.Equal(3, (int)patients[patient.PortalRef]!);
    }
}
