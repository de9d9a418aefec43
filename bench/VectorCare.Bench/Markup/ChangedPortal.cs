using System.Net;
using System.Net.Http.Headers;
using System.Text;
using VendorSim.Aurora;
using VendorSim.Aurora.Changes;
using VendorSim.Population;

namespace VectorCare.Bench.Markup;

/// <summary>The portal behind its endpoint, with a change of its markup.</summary>
internal sealed class ChangedPortal(SimPopulation population) : HttpMessageHandler
{
    private readonly Dictionary<string, DateTimeOffset> _frozen = [];
    private bool _touched;

    public DateTimeOffset Now { get; set; }

    /// <summary>The change under test, or null for the portal as it was.</summary>
    public MarkupChange? Change { get; set; }

    /// <summary>Shows a patient for ever as at this instant.</summary>
    public void Freeze(SimPatient patient, DateTimeOffset at) => _frozen[patient.PortalRef] = at;

    /// <summary>Whether a page sent since the last call differed from what it was before the change.</summary>
    public bool TakeTouched() => Interlocked.Exchange(ref _touched, false);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        var parts = path[(path.IndexOf("/patients/", StringComparison.Ordinal) + 1)..].Split('/');
        if (parts is not ["patients", var portalRef, ..] || population.Find(Vendor.Aurora, portalRef) is not { } timeline)
            return new HttpResponseMessage(HttpStatusCode.NotFound);
        var page = await PageAsync(timeline, parts.Length == 4 ? parts[3] : null);
        return new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new ByteArrayContent(page) { Headers = { ContentType = new MediaTypeHeaderValue("text/html", "utf-8") } },
        };
    }

    private async Task<byte[]> PageAsync(Timeline timeline, string? id)
    {
        var patient = timeline.Patient;
        var view = timeline.At(_frozen.GetValueOrDefault(patient.PortalRef, Now));
        var report = view.Reports.Single(r => id is null ? r == view.Newest : r.IdFor(patient) == id);
        var page = AuroraPageBuilder.Build(patient, view, report);
        if (Change is not { } change || (change.OnlyPatientPage && id is not null))
            return await AuroraPrint.PageAsync(patient.Clinic, page, Now);
        var changed = change.OnPage(change.OtherPatient ? Other(timeline, page, change.KeepsIdentity) : page);
        _touched |= change.OnHtml != MarkupChanges.SameHtml || !AuroraHtml.Body(changed).AsSpan().SequenceEqual(AuroraHtml.Body(page));
        return Encoding.UTF8.GetBytes(change.OnHtml(Encoding.UTF8.GetString(await AuroraPrint.PageAsync(patient.Clinic, changed, Now))));
    }

    private AuroraPage Other(Timeline timeline, AuroraPage page, bool keepsIdentity)
    {
        var neighbour = population.Neighbour(timeline.Patient)!;
        var view = neighbour.At(_frozen.GetValueOrDefault(neighbour.Patient.PortalRef, Now));
        var other = AuroraPageBuilder.Build(neighbour.Patient, view, view.Newest);
        // Device and list of transmissions too are the patient's own: only the values are not.
        return keepsIdentity ? page with { Tables = [.. other.Tables.Where(t => t.LinkPrefix is null), .. page.Tables.Where(t => t.LinkPrefix is not null)] } : other;
    }
}
