using System.Text;
using VendorSim.Borealis;
using VendorSim.Borealis.Changes;
using VendorSim.Cygnus;
using VendorSim.Cygnus.Changes;
using VendorSim.Population;

namespace VendorSim.Tests.Changes;

/// <summary>Generated changes of JSON answers and HL7 messages.</summary>
public sealed class PortalChangesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Draw_SameKindAndSeedOfTheJsonApi_GivesTheSameAnswer()
    {
        var answer = Encoding.UTF8.GetString(BorealisJson.Page(Patient(Vendor.Borealis), View(Vendor.Borealis).Reports, null, 1).Span);

        Assert.All(JsonChanges.Kinds, kind => Assert.Equal(JsonChanges.Draw(kind, 3).Apply(answer), JsonChanges.Draw(kind, 3).Apply(answer)));
        Assert.All(JsonChanges.Kinds.Where(k => k is not ("wrong-patient" or "values-of-another")), kind => Assert.Contains(Enumerable.Range(0, 40), seed => JsonChanges.Draw(kind, seed).Apply(answer) != answer));
    }

    [Fact]
    public void Draw_SameKindAndSeedOfTheMessages_GivesTheSameMessage()
    {
        var message = Encoding.UTF8.GetString(Hl7Writer.Write(Patient(Vendor.Cygnus), View(Vendor.Cygnus).Newest));

        Assert.All(Hl7Changes.Kinds, kind => Assert.Equal(Hl7Changes.Draw(kind, 3).Apply(message), Hl7Changes.Draw(kind, 3).Apply(message)));
        Assert.All(Hl7Changes.Kinds.Where(k => k is not ("wrong-patient" or "values-of-another")), kind => Assert.Contains(Enumerable.Range(0, 40), seed => Hl7Changes.Draw(kind, seed).Apply(message) != message));
    }

    private static SimPatient Patient(Vendor vendor) => Enumerable.Range(0, 1_000).Select(i => SimPatient.Create(7, i, 4)).First(p => p.Vendor == vendor && p.Device.Family == DeviceFamily.CrtD);

    private static PatientView View(Vendor vendor) => new Timeline(7, Patient(vendor), 4, Now.AddDays(-90)).At(Now);
}
