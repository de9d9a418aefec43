using System.Text;
using VectorCare.Scraper.Vendors;
using VendorSim.Aurora;
using VendorSim.Aurora.Changes;
using VendorSim.Population;

namespace VectorCare.Bench.Markup;

/// <summary>The HTML portal.</summary>
internal sealed class ChangedAurora(SimPopulation population) : ChangedPortal(population, Vendor.Aurora, "patients")
{
    protected override IEnumerable<(string Page, string[] Path, string Query)> Asked(Timeline timeline) =>
        [(ParsedPage.PatientPage, [], string.Empty), .. View(timeline).Reports.TakeLast(3).Select(r => (ParsedPage.SinglePage, (string[])["transmissions", r.IdFor(timeline.Patient)], string.Empty))];

    protected override async Task<byte[]> PageAsync(Timeline timeline, string[] path, string query)
    {
        var (patient, view) = (timeline.Patient, View(timeline));
        var report = path is [_, var id] ? view.Reports.Single(r => r.IdFor(patient) == id) : view.Newest;
        var page = AuroraPageBuilder.Build(patient, view, report);
        if (Change is not MarkupChange change || (change.OnlyPatientPage && path.Length > 0))
            return await AuroraPrint.PageAsync(patient.Clinic, page, Now);
        var changed = change.OnPage(change.OtherPatient ? Other(timeline, page, change.KeepsIdentity) : page);
        Touch(change.OnHtml != MarkupChanges.SameHtml || !AuroraHtml.Body(changed).AsSpan().SequenceEqual(AuroraHtml.Body(page)));
        return Encoding.UTF8.GetBytes(change.OnHtml(Encoding.UTF8.GetString(await AuroraPrint.PageAsync(patient.Clinic, changed, Now))));
    }

    private AuroraPage Other(Timeline timeline, AuroraPage page, bool keepsIdentity)
    {
        var neighbour = Neighbour(timeline);
        var view = View(neighbour);
        var other = AuroraPageBuilder.Build(neighbour.Patient, view, view.Newest);
        // Device and list of transmissions too are the patient's own: only the values are not.
        return keepsIdentity ? page with { Tables = [.. other.Tables.Where(t => t.LinkPrefix is null), .. page.Tables.Where(t => t.LinkPrefix is not null)] } : other;
    }
}
