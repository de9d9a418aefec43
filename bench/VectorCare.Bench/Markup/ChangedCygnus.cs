using System.Text;
using VectorCare.Scraper.Vendors;
using VendorSim.Cygnus;
using VendorSim.Cygnus.Changes;
using VendorSim.Population;

namespace VectorCare.Bench.Markup;

/// <summary>The inbox of HL7 messages: its index is never changed.</summary>
internal sealed class ChangedCygnus(SimPopulation population) : ChangedPortal(population, Vendor.Cygnus, "inbox")
{
    protected override IEnumerable<(string Page, string[] Path, string Query)> Asked(Timeline timeline) =>
        [(ParsedPage.PatientPage, [], string.Empty), .. View(timeline).Reports.TakeLast(3).Select(r => (ParsedPage.SinglePage, (string[])[r.IdFor(timeline.Patient)], string.Empty))];

    protected override Task<byte[]> PageAsync(Timeline timeline, string[] path, string query)
    {
        var (patient, view) = (timeline.Patient, View(timeline));
        if (path is not [var id])
            return Task.FromResult(CygnusInbox.Print(patient, view.Reports));
        var report = view.Reports.Single(r => r.IdFor(patient) == id);
        var message = Encoding.UTF8.GetString(Hl7Writer.Write(patient, report));
        if (Change is not Hl7Change change)
            return Task.FromResult(Encoding.UTF8.GetBytes(message));
        var changed = change.Apply(change.OtherPatient ? Other(timeline, patient, report, change.KeepsIdentity) : message);
        Touch(changed != message);
        return Task.FromResult(Encoding.UTF8.GetBytes(changed));
    }

    // With this patient's identity it is his message with the other's values.
    private string Other(Timeline timeline, SimPatient patient, Report report, bool keepsIdentity)
    {
        var neighbour = Neighbour(timeline);
        var newest = View(neighbour).Newest;
        if (!keepsIdentity)
            return Encoding.UTF8.GetString(Hl7Writer.Write(neighbour.Patient, newest));
        string[] Segments(SimPatient of, Report what) => Encoding.UTF8.GetString(Hl7Writer.Write(of, what)).Split('\r');
        bool IsIdentity(string segment) => !segment.StartsWith("OBX", StringComparison.Ordinal) || segment.Contains("|72089", StringComparison.Ordinal) || segment.Contains("|721025", StringComparison.Ordinal);
        return string.Join('\r', [.. Segments(patient, report).Where(s => s.Length > 0 && IsIdentity(s)), .. Segments(neighbour.Patient, newest).Where(s => s.Length > 0 && !IsIdentity(s)), ""]);
    }
}
