using System.Net;
using System.Text.RegularExpressions;
using VendorSim.Aurora;
using VendorSim.Population;

namespace VendorSim.Tests.Aurora;

public sealed partial class AuroraPortalTests
{
    [Fact]
    public async Task Login_RightPassword_OpensPatientPages()
    {
        await using var portals = await Portals.StartAsync();
        var patient = portals.Patient(Vendor.Aurora);
        using var login = await portals.LoginAsync(portals.Client, patient.ClinicName);
        Assert.Equal((HttpStatusCode.Redirect, "/aurora/home"), (login.StatusCode, login.Headers.Location?.ToString()));
        var page = await portals.Client.GetStringAsync($"/aurora/patients/{patient.PortalRef}");
        Assert.Contains($"<dd>{patient.PortalRef}</dd>", page);
    }

    [Fact]
    public async Task Login_WithoutToken_IsForbidden()
    {
        await using var portals = await Portals.StartAsync();
        using var response = await portals.Client.PostAsync("/aurora/login", new FormUrlEncodedContent(new Dictionary<string, string> { ["username"] = "clinic-01@aurora.example", ["password"] = "x" }));
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Login_FiveBadPasswords_LockTheUserForFifteenMinutes()
    {
        await using var portals = await Portals.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            using var bad = await portals.LoginAsync(portals.Client, "clinic-01", "wrong");
            Assert.Equal(HttpStatusCode.OK, bad.StatusCode);
            Assert.Contains("au-login-error", await bad.Content.ReadAsStringAsync());
        }

        using var locked = await portals.LoginAsync(portals.Client, "clinic-01");
        Assert.Equal(HttpStatusCode.Locked, locked.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(15), locked.Headers.RetryAfter?.Delta);
        portals.Time.Advance(TimeSpan.FromMinutes(15));
        using var again = await portals.LoginAsync(portals.Client, "clinic-01");
        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
    }

    [Fact]
    public async Task Session_AfterTwentyMinutes_LeadsBackToLogin()
    {
        await using var portals = await Portals.StartAsync();
        var patient = portals.Patient(Vendor.Aurora);
        using var login = await portals.LoginAsync(portals.Client, patient.ClinicName);
        portals.Time.Advance(TimeSpan.FromMinutes(20) - TimeSpan.FromSeconds(1));
        using var before = await portals.Client.GetAsync($"/aurora/patients/{patient.PortalRef}");
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        portals.Time.Advance(TimeSpan.FromSeconds(1));
        using var after = await portals.Client.GetAsync($"/aurora/patients/{patient.PortalRef}");
        Assert.StartsWith("/aurora/login?next=", after.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Session_OfAnotherClinic_DoesNotFindThePatient()
    {
        await using var portals = await Portals.StartAsync();
        var patient = portals.Patient(Vendor.Aurora);
        using var login = await portals.LoginAsync(portals.Client, patient.Clinic == 1 ? "clinic-02" : "clinic-01");
        using var response = await portals.Client.GetAsync($"/aurora/patients/{patient.PortalRef}");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Page_AskedTwice_DiffersOnlyInItsVolatileParts()
    {
        await using var portals = await Portals.StartAsync();
        var patient = portals.Patient(Vendor.Aurora);
        using var login = await portals.LoginAsync(portals.Client, patient.ClinicName);
        var first = await portals.Client.GetStringAsync($"/aurora/patients/{patient.PortalRef}");
        portals.Time.Advance(TimeSpan.FromSeconds(61));
        using var again = await portals.LoginAsync(portals.Client, patient.ClinicName);
        var second = await portals.Client.GetStringAsync($"/aurora/patients/{patient.PortalRef}");
        Assert.NotEqual(first, second);
        Assert.Equal(Volatile().Count(first), Volatile().Count(second));
        Assert.Equal(7, Volatile().Count(first));
        Assert.Equal(Volatile().Replace(first, ""), Volatile().Replace(second, ""));
    }

    [Fact]
    public async Task Page_OfEveryPatient_WeighsTenToFortyKilobytes()
    {
        await using var portals = await Portals.StartAsync(o => o with { RateScale = 500 });
        portals.Time.Advance(TimeSpan.FromDays(3));
        foreach (var clinic in (string[])["clinic-01", "clinic-02"])
        {
            using var client = portals.NewClient();
            using var login = await portals.LoginAsync(client, clinic);
            foreach (var timeline in portals.Get<SimPopulation>().Timelines.Where(t => t.Patient.Vendor == Vendor.Aurora && t.Patient.ClinicName == clinic))
                Assert.InRange((await client.GetByteArrayAsync($"/aurora/patients/{timeline.Patient.PortalRef}")).Length, 10_000, 40_960);
        }
    }

    [Fact]
    public async Task Transmissions_Listed_CanBeOpened()
    {
        await using var portals = await Portals.StartAsync();
        var patient = portals.Patient(Vendor.Aurora, p => p.Device.Family == DeviceFamily.Icd);
        await portals.InjectAsync(patient, """{"kind":"vt","values":{"ventricularRate":190,"shocks":1}}""");
        using var login = await portals.LoginAsync(portals.Client, patient.ClinicName);
        var page = await portals.Client.GetStringAsync($"/aurora/patients/{patient.PortalRef}");
        Assert.Contains(">190<", page);
        var links = Link().Matches(page).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(2, links.Count);
        var older = await portals.Client.GetStringAsync(links[1]);
        Assert.DoesNotContain(">190<", older);
        Assert.Contains($"<dd>{links[1].Split('/')[^1]}</dd>", older);
    }

    [Fact]
    public async Task Markup_OfEveryName_IsServedAndDiffers()
    {
        await using var portals = await Portals.StartAsync();
        var patient = portals.Patient(Vendor.Aurora, p => p.Device.Family == DeviceFamily.CrtD);
        using var login = await portals.LoginAsync(portals.Client, patient.ClinicName);
        var original = Volatile().Replace(await portals.Client.GetStringAsync($"/aurora/patients/{patient.PortalRef}"), "");
        foreach (var name in AuroraMarkup.Names)
        {
            Assert.Equal(HttpStatusCode.Created, await portals.FaultAsync($$"""{"vendor":"aurora","markup":"{{name}}","durationSeconds":10}"""));
            using var response = await portals.Client.GetAsync($"/aurora/patients/{patient.PortalRef}");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var page = Volatile().Replace(await response.Content.ReadAsStringAsync(), "");
            if (name == AuroraMarkup.Original)
                Assert.Equal(original, page);
            else
                Assert.NotEqual(original, page);
            if (name == AuroraMarkup.WrongPatient)
                Assert.DoesNotContain(patient.PortalRef, page);
            portals.Time.Advance(TimeSpan.FromSeconds(10));
        }
    }

    [Fact]
    public async Task ExpireSessions_EndsThoseOpenAndAllowsNewOnes()
    {
        await using var portals = await Portals.StartAsync();
        var patient = portals.Patient(Vendor.Aurora);
        using var login = await portals.LoginAsync(portals.Client, patient.ClinicName);
        portals.Time.Advance(TimeSpan.FromSeconds(1));
        await portals.FaultAsync("""{"vendor":"aurora","expireSessions":true}""");
        using var ended = await portals.Client.GetAsync($"/aurora/patients/{patient.PortalRef}");
        Assert.Equal(HttpStatusCode.Redirect, ended.StatusCode);
        using var again = await portals.LoginAsync(portals.Client, patient.ClinicName);
        using var open = await portals.Client.GetAsync($"/aurora/patients/{patient.PortalRef}");
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
    }

    [GeneratedRegex("""(?<=name="csrf-token" content=")[^"]*|(?<=data-session-hint=")[^"]*|(?<=id="server-time">)[^<]*|(?<=id="banner" class="au-banner">).*(?=</aside>)|(?<=id="session-expires">)[^<]*|(?<=name="csrf_token" value=")[^"]*|(?<=nonce=")[^"]*""")]
    private static partial Regex Volatile();

    [GeneratedRegex("<a href=\"(/aurora/patients/[^\"]+/transmissions/[^\"]+)\"")]
    private static partial Regex Link();
}
