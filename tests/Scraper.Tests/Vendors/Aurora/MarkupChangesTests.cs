using System.Text;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Identity;
using VectorCare.Scraper.Vendors.Aurora;
using VendorSim.Aurora;
using VendorSim.Aurora.Changes;
using VendorSim.Population;

namespace VectorCare.Scraper.Tests.Vendors.Aurora;

/// <summary>What the parser alone makes of generated changes of the markup.</summary>
public sealed class MarkupChangesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SimPatient Patient = Enumerable.Range(0, 1_000).Select(i => SimPatient.Create(7, i, 4)).First(p => p.Device.Family == DeviceFamily.CrtD);
    private static readonly PollTarget Target = new(Patient.Id, Patient.ClinicName, Patient.PortalRef);

    public static TheoryData<string> Harmless => [.. MarkupChanges.Kinds.Where(k => !MarkupChanges.Draw(k, 1).Breaks)];

    [Theory]
    [MemberData(nameof(Harmless))]
    public async Task Parse_HarmlessChange_ReadsTheSame(string kind)
    {
        var truth = ContentHash.Of(Assert.Single(AuroraParser.Parse(await PageAsync(null), Target).Page.Transmissions));
        for (var seed = 0; seed < 10; seed++)
        {
            var read = AuroraParser.Parse(await PageAsync(MarkupChanges.Draw(kind, seed)), Target).Page;
            Assert.True(read.Outcome is null, $"{kind} {seed}: {read.Reason}");
            Assert.Equal(truth, ContentHash.Of(read.Transmissions[0]));
        }
    }

    [Fact]
    public void Draw_SameKindAndSeed_GivesTheSamePage()
    {
        foreach (var kind in MarkupChanges.Kinds)
            Assert.Equal(Body(MarkupChanges.Draw(kind, 3)), Body(MarkupChanges.Draw(kind, 3)));
        Assert.InRange(MarkupChanges.Kinds.Count, 20, 100);
    }

    private static string Body(MarkupChange change) => change.OnHtml(Encoding.UTF8.GetString(AuroraHtml.Body(change.OnPage(Page()))));

    private static VendorSim.Aurora.AuroraPage Page()
    {
        var view = new Timeline(7, Patient, 4, Now.AddDays(-90)).At(Now);
        return AuroraPageBuilder.Build(Patient, view, view.Newest);
    }

    private static async Task<byte[]> PageAsync(MarkupChange? change)
    {
        var html = Encoding.UTF8.GetString(await AuroraPrint.PageAsync(Patient.Clinic, change?.OnPage(Page()) ?? Page(), Now));
        return Encoding.UTF8.GetBytes(change?.OnHtml(html) ?? html);
    }
}
