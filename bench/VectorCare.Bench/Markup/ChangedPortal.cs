using System.Net;
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

    /// <summary>Pages of a patient as they are, each with its kind: those that the scraper asks for, at first and later.</summary>
    public async IAsyncEnumerable<(string Page, byte[] Body)> PrintAsync(Timeline timeline)
    {
        foreach (var (page, path, query) in Asked(timeline))
            yield return (page, await PageAsync(timeline, path, query));
    }

    /// <summary>What the scraper asks for of a patient, at first and while he becomes known.</summary>
    protected abstract IEnumerable<(string Page, string[] Path, string Query)> Asked(Timeline timeline);

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
