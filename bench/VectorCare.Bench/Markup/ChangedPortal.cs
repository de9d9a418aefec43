using System.Net;
using VectorCare.Scraper.Vendors;
using VendorSim.Changes;
using VendorSim.Population;

namespace VectorCare.Bench.Markup;

/// <summary>A portal behind its endpoint, with a change of its pages.</summary>
internal abstract class ChangedPortal(SimPopulation population, Vendor vendor, string root) : HttpMessageHandler
{
    private readonly Dictionary<string, DateTimeOffset> _frozen = [];
    private bool _touched;

    public DateTimeOffset Now { get; set; }

    /// <summary>The change under test, or null for the portal as it was.</summary>
    public PortalChange? Change { get; set; }

    /// <summary>Opens the portal of a vendor.</summary>
    public static ChangedPortal Of(Vendor vendor, SimPopulation population) => vendor switch
    {
        Vendor.Aurora => new ChangedAurora(population),
        Vendor.Borealis => new ChangedBorealis(population),
        _ => new ChangedCygnus(population),
    };

    /// <summary>Shows a patient for ever as at this instant.</summary>
    public void Freeze(SimPatient patient, DateTimeOffset at) => _frozen[patient.PortalRef] = at;

    /// <summary>Whether a page sent since the last call differed from what it was before the change.</summary>
    public bool TakeTouched() => Interlocked.Exchange(ref _touched, false);

    /// <summary>Pages of a patient as they are, each with its kind: his own and those of his last transmissions.</summary>
    public async IAsyncEnumerable<(string Page, byte[] Body)> PrintAsync(Timeline timeline)
    {
        yield return (ParsedPage.PatientPage, await PageAsync(timeline, [], string.Empty));
        foreach (var report in vendor == Vendor.Borealis ? [] : View(timeline).Reports.TakeLast(3))
            yield return (ParsedPage.SinglePage, await PageAsync(timeline, vendor == Vendor.Aurora ? ["transmissions", report.IdFor(timeline.Patient)] : [report.IdFor(timeline.Patient)], string.Empty));
    }

    /// <summary>A page of a patient.</summary>
    /// <param name="timeline">The patient.</param>
    /// <param name="path">What follows the patient in the path.</param>
    /// <param name="query">The query.</param>
    protected abstract Task<byte[]> PageAsync(Timeline timeline, string[] path, string query);

    /// <summary>Notes whether the change changes anything here.</summary>
    protected void Touch(bool differs) => _touched |= differs;

    /// <summary>What the portal knows of a patient.</summary>
    protected PatientView View(Timeline timeline) => timeline.At(_frozen.GetValueOrDefault(timeline.Patient.PortalRef, Now));

    /// <summary>Whom the portal confuses the patient with.</summary>
    protected Timeline Neighbour(Timeline timeline) => population.Neighbour(timeline.Patient)!;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var parts = request.RequestUri!.AbsolutePath.Split('/');
        var at = Array.IndexOf(parts, root) + 1;
        if (at == 0 || population.Find(vendor, parts[at]) is not { } timeline)
            return new HttpResponseMessage(HttpStatusCode.NotFound);
        var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(await PageAsync(timeline, parts[(at + 1)..], request.RequestUri.Query)) };
        answer.Headers.Add("X-Cygnus-Inbox", parts[at]);
        return answer;
    }
}
