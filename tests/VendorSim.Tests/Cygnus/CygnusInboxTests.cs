using System.Net;
using VendorSim.Population;

namespace VendorSim.Tests.Cygnus;

public sealed class CygnusInboxTests
{
    [Fact]
    public async Task Index_WithoutCredentials_AsksForBasic()
    {
        await using var portals = await Portals.StartAsync();
        using var response = await portals.Client.GetAsync($"/cygnus/inbox/{portals.Patient(Vendor.Cygnus).PortalRef}");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Basic", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
    }

    [Fact]
    public async Task Index_ThenMessage_IsAnOruOfThatPatient()
    {
        await using var portals = await Portals.StartAsync();
        var patient = portals.Patient(Vendor.Cygnus, p => p.Device.Family == DeviceFamily.CrtD);
        await portals.InjectAsync(patient, """{"kind":"vf","values":{"shocks":1}}""");
        var index = (await portals.JsonAsync(portals.Cygnus(patient.ClinicName, patient.PortalRef))).AsArray();
        Assert.Equal(2, index.Count);
        using var response = await portals.Client.SendAsync(portals.Cygnus(patient.ClinicName, $"{patient.PortalRef}/{index[1]!["id"]}"));
        Assert.Equal("text/x-hl7", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal((string?)index[1]!["etag"], response.Headers.ETag?.Tag);
        var segments = (await response.Content.ReadAsStringAsync()).Split('\r', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("MSH|^~\\&|CYGNUS|", segments[0]);
        Assert.Contains($"~{patient.PortalRef}^^^CYGNUS^PT|", segments[1]);
        Assert.Contains(segments, s => s.Contains("|739568^MDC_IDC_EPISODE_TYPE^MDC|1|Epis_VF^VF|"));
        Assert.Contains(segments, s => s.Contains("|737824^MDC_IDC_STAT_TACHYTHERAPY_SHOCKS_DELIVERED_RECENT^MDC||1|{shocks}|"));
    }

    [Fact]
    public async Task Index_WithEtag_Is304UntilSomethingHappens()
    {
        await using var portals = await Portals.StartAsync();
        var patient = portals.Patient(Vendor.Cygnus);
        using var first = await portals.Client.SendAsync(portals.Cygnus(patient.ClinicName, patient.PortalRef));
        using var conditional = portals.Cygnus(patient.ClinicName, patient.PortalRef);
        conditional.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var same = await portals.Client.SendAsync(conditional);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        await portals.InjectAsync(patient, """{"kind":"patientInitiated"}""");
        using var later = portals.Cygnus(patient.ClinicName, patient.PortalRef);
        later.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var changed = await portals.Client.SendAsync(later);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    [Fact]
    public async Task Index_Dated_Is304UntilSomethingHappensAndHasNoETag()
    {
        await using var portals = await Portals.StartAsync(o => o with { LastModified = true });
        var patient = portals.Patient(Vendor.Cygnus);
        using var first = await portals.Client.SendAsync(portals.Cygnus(patient.ClinicName, patient.PortalRef));
        Assert.Null(first.Headers.ETag);
        HttpRequestMessage Conditional()
        {
            var request = portals.Cygnus(patient.ClinicName, patient.PortalRef);
            request.Headers.IfModifiedSince = first.Content.Headers.LastModified;
            return request;
        }

        using var same = await portals.Client.SendAsync(Conditional());
        portals.Time.Advance(TimeSpan.FromSeconds(1));
        await portals.InjectAsync(patient, """{"kind":"patientInitiated"}""");
        using var changed = await portals.Client.SendAsync(Conditional());

        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (same.StatusCode, changed.StatusCode));
    }
}
