using System.Collections.Frozen;
using System.Text;
using VectorCare.Scraper.Structure;
using VectorCare.Scraper.Vendors;
using VendorSim;
using VendorSim.Aurora;
using VendorSim.Borealis;
using VendorSim.Cygnus;
using VendorSim.Population;

namespace VectorCare.Scraper.Tests.Structure;

/// <summary>Pages against what such pages look like.</summary>
public sealed class StructureReferenceTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly FrozenSet<string> RowLabels = VectorCare.Scraper.Vendors.Aurora.AuroraParameters.Tables.Keys.Append("tbl-leads").ToFrozenSet();
    private static readonly StructureReferences References = StructureReferences.Load();
    private static readonly SimPopulation Population = new(new VendorSimOptions { Patients = 300, Clinics = 5, Seed = 77, RateScale = 20, Start = Now.AddDays(-60) }, TimeProvider.System);

    [Fact]
    public async Task Compare_UnchangedPagesOfPatientsNeverLearntFrom_HaveNoDrift()
    {
        foreach (var timeline in Population.Timelines)
        {
            await foreach (var (page, shape) in ShapesAsync(timeline))
            {
                var drift = References.Compare(timeline.Patient.Vendor.Id(), page, shape)!;
                Assert.True(drift.Score == 0, $"{timeline.Patient.Vendor} {timeline.Patient.Index}: {string.Join("; ", drift.Novel.Concat(drift.Missing).Take(5))}");
            }
        }
    }

    [Fact]
    public async Task Compare_OneRowRelabelled_DriftsAndPairsBothNames()
    {
        var drift = await CompareAsync(page => page with { Tables = [.. page.Tables.Select(t => t with { Rows = [.. t.Rows.Select(r => r[0] == "Battery voltage" ? (string[])["Cell voltage", .. r[1..]] : r)] })] });

        Assert.InRange(drift.Score, 0.001, 0.05);
        var rename = Assert.Single(drift.Renames);
        Assert.Equal(("tbl-battery/row", "Battery voltage", "Cell voltage"), (rename.Place, rename.Before, rename.After));
    }

    [Fact]
    public async Task Compare_NamesThatCountAsKnown_HaveNoDrift()
    {
        var renamed = new Dictionary<string, string> { ["Cell voltage"] = "Battery voltage" };
        var drift = await CompareAsync(page => page with { Tables = [.. page.Tables.Select(t => t with { Rows = [.. t.Rows.Select(r => r[0] == "Battery voltage" ? (string[])["Cell voltage", .. r[1..]] : r)] })] }, renamed);

        Assert.Equal(0, drift.Score);
    }

    [Fact]
    public async Task Compare_NewNameIsKnownFromAnotherPlace_IsNoRename()
    {
        var drift = await CompareAsync(page => page with { Tables = [.. page.Tables.Select(t => t with { Rows = [.. t.Rows.Select(r => r[0] == "Battery voltage" ? (string[])["Severity", .. r[1..]] : r)] })] });

        Assert.Contains(new Shingle(ShingleKind.Field, "tbl-battery/row", "Severity"), drift.Novel);
        Assert.Empty(drift.Renames);
    }

    [Fact]
    public void Compare_ObjectsAndPropertiesThatCountAsKnown_HaveNoDrift()
    {
        var timeline = Population.Timelines.First(t => t.Patient is { Vendor: Vendor.Borealis, Device.Family: DeviceFamily.CrtD });
        var json = BorealisJson.Page(timeline.Patient, timeline.At(Now).Reports, null, 1).Span;
        var changed = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json).Replace("\"battery\"", "\"cell\"", StringComparison.Ordinal).Replace("\"voltage\"", "\"level\"", StringComparison.Ordinal));

        Assert.NotEqual(0, References.Compare("borealis", ParsedPage.PatientPage, JsonShape.Of(changed))!.Score);
        Assert.Equal(0, References.Compare("borealis", ParsedPage.PatientPage, JsonShape.Of(changed, new Dictionary<string, string> { ["cell"] = "battery", ["level"] = "voltage" }))!.Score);
    }

    [Fact]
    public async Task Compare_TableGone_MissesItAlone()
    {
        var drift = await CompareAsync(page => page with { Tables = [.. page.Tables.Where(t => t.Id != "tbl-statistics")] });

        Assert.Contains(new Shingle(ShingleKind.Field, "", "tbl-statistics"), drift.Missing);
        Assert.DoesNotContain(drift.Missing, m => m.Place == "tbl-statistics/row");
    }

    [Fact]
    public async Task Of_ValuesOfThePage_AreNotInTheShape()
    {
        var timeline = Population.Timelines.First(t => t.Patient.Vendor == Vendor.Aurora);
        var patient = timeline.Patient;
        var view = timeline.At(Now);
        var shape = HtmlShape.Of(await AuroraPrint.PageAsync(patient, view, view.Newest, Now), RowLabels);

        foreach (var value in (string[])[patient.PortalRef, patient.FamilyName, patient.Device.Serial, view.Newest.IdFor(patient)])
            Assert.DoesNotContain(shape.Shingles, s => s.Name.Contains(value, StringComparison.Ordinal) || s.Place.Contains(value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<")]
    [InlineData("<!--")]
    [InlineData("<table id=\"")]
    [InlineData("</td></td><td><th><dt>")]
    [InlineData("<script><td>")]
    public void Of_BrokenHtml_HasSomeShape(string html) => Assert.False(HtmlShape.Of(Encoding.UTF8.GetBytes(html), RowLabels).Ended);

    [Fact]
    public void Of_EndlessIds_OverflowsAndIsWhollyForeign()
    {
        var shape = HtmlShape.Of(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 10_000).Select(i => $"<p id=\"p{i}\">"))), RowLabels);

        Assert.True(shape.Overflows);
        Assert.Equal(PageShape.MaxShingles, shape.Shingles.Count);
        Assert.Equal(1, References.Find("aurora", ParsedPage.PatientPage, "")!.Compare(shape).Score);
    }

    // All that a portal may be asked for: of everything since an instant, too, and of everything in parts.
    private static async IAsyncEnumerable<(string Page, PageShape Shape)> ShapesAsync(Timeline timeline)
    {
        var (patient, view) = (timeline.Patient, timeline.At(Now));
        for (var i = view.Reports.Length - 1; i >= 0; i--)
        {
            var page = i == view.Reports.Length - 1 ? ParsedPage.PatientPage : ParsedPage.SinglePage;
            if (patient.Vendor == Vendor.Aurora)
                yield return (page, HtmlShape.Of(await AuroraPrint.PageAsync(patient, view, view.Reports[i], Now), RowLabels));
            else if (patient.Vendor == Vendor.Cygnus)
                yield return (ParsedPage.SinglePage, Hl7Shape.Of(Hl7Writer.Write(patient, view.Reports[i])));
            else
                yield return (ParsedPage.PatientPage, JsonShape.Of(BorealisJson.Page(patient, view.Reports.AsSpan(i), null, view.Reports.Length - i).Span));
        }

        if (patient.Vendor == Vendor.Borealis)
            yield return (ParsedPage.PatientPage, JsonShape.Of(BorealisJson.Page(patient, view.Reports.AsSpan(0, 1), "/borealis/next", view.Reports.Length).Span));
    }

    private static async Task<StructureDrift> CompareAsync(Func<VendorSim.Aurora.AuroraPage, VendorSim.Aurora.AuroraPage> change, IReadOnlyDictionary<string, string>? renamed = null)
    {
        var timeline = Population.Timelines.First(t => t.Patient is { Vendor: Vendor.Aurora, Device.Family: DeviceFamily.CrtD });
        var view = timeline.At(Now);
        var page = change(AuroraPageBuilder.Build(timeline.Patient, view, view.Newest));
        var shape = HtmlShape.Of(await AuroraPrint.PageAsync(timeline.Patient.Clinic, page, Now), RowLabels, renamed);
        return References.Find("aurora", ParsedPage.PatientPage, "")!.Compare(shape);
    }
}
