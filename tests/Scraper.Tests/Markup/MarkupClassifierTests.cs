using System.Text;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Markup;
using VectorCare.Scraper.Structure;
using VectorCare.Scraper.Tests.Harness;
using VectorCare.Scraper.Vendors;
using VendorSim.Population;

namespace VectorCare.Scraper.Tests.Markup;

/// <summary>Who judges a changed page, and what becomes of it.</summary>
public sealed class MarkupClassifierTests
{
    private static readonly StructureDrift Cosmetic = Drift(new Shingle(ShingleKind.Look, "td", "x-cell"), new Shingle(ShingleKind.Look, "tr", "x-row"));

    [Fact]
    public void Judge_WithoutModel_QuarantinesEverything() =>
        Assert.All(Enum.GetValues<Reading>(), reading => Assert.Equal(MarkupVerdict.Quarantine, new MarkupClassifier(null).Judge(Cosmetic, reading)));

    [Fact]
    public void Judge_OtherClassesOnAPageThatReadsAsKnown_IsHarmless() =>
        Assert.Equal(MarkupVerdict.Harmless, new MarkupClassifier(MarkupModel.Load()).Judge(Cosmetic, Reading.Fine));

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("no json")]
    [InlineData("""{"seed":1,"rows":1,"harmlessFrom":0.5,"features":["drift"],"weights":[[1],[1],[1]],"biases":[0,0,0]}""")]
    public void Read_NoModelOfTheseFeatures_IsNone(string json) => Assert.Null(MarkupModel.Read(new MemoryStream(Encoding.UTF8.GetBytes(json))));

    [Fact]
    public async Task Poll_CosmeticChange_IsJudgedAndGoesOn()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patients = harness.Patients(Vendor.Aurora).Take(12).ToArray();
        await harness.PollAsync("aurora", patients);
        await harness.FaultAsync(new { vendor = "aurora", markup = "cosmetic" });
        harness.NextCycle();

        Assert.All(await harness.PollAsync("aurora", patients), p => Assert.Equal(PollOutcome.Unchanged, p.Outcome));
    }

    private static StructureDrift Drift(params Shingle[] novel)
    {
        var reference = StructureReferences.Load().Find("aurora", ParsedPage.PatientPage, "")!;
        var shape = new PageShape { Length = reference.Length, Ended = true };
        foreach (var (shingle, _) in reference.Entries)
            shape.Add(shingle.Kind, shingle.Place, shingle.Name);
        foreach (var shingle in novel)
            shape.Add(shingle.Kind, shingle.Place, shingle.Name);
        return reference.Compare(shape);
    }
}
