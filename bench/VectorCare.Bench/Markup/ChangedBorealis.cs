using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using VectorCare.Scraper.Vendors;
using VendorSim.Borealis;
using VendorSim.Borealis.Changes;
using VendorSim.Population;

namespace VectorCare.Bench.Markup;

/// <summary>The JSON API: what came since an instant, a page at a time.</summary>
internal sealed class ChangedBorealis(SimPopulation population) : ChangedPortal(population, Vendor.Borealis, "patients")
{
    private const int Limit = 50;

    // A known patient is asked for from his newest transmission on: his answers are short, and have what this one has.
    protected override IEnumerable<(string Page, string[] Path, string Query)> Asked(Timeline timeline) =>
    [
        (ParsedPage.PatientPage, [], string.Empty),
        (ParsedPage.PatientPage, [], $"?cursor={Limit}"),
        .. View(timeline).Reports.TakeLast(3).Select(r => (ParsedPage.PatientPage, (string[])[], "?since=" + BorealisJson.Time(r.AppearsAt.AddSeconds(-1)))),
    ];

    protected override Task<byte[]> PageAsync(Timeline timeline, string[] path, string query)
    {
        var page = Page(timeline, query);
        if (Change is not JsonChange change)
            return Task.FromResult(Encoding.UTF8.GetBytes(page));
        var shown = change.OtherPatient ? Other(timeline, page, query, change.KeepsIdentity) : page;
        var changed = change.Apply(shown);
        // The change is written by another writer than the portal: what it leaves alone may still be spelled otherwise.
        Touch(shown != page || changed != JsonNode.Parse(page)!.ToJsonString(BorealisNames.Written));
        return Task.FromResult(Encoding.UTF8.GetBytes(changed));
    }

    private string Page(Timeline timeline, string query)
    {
        var asked = HttpUtility.ParseQueryString(query);
        var since = DateTimeOffset.TryParse(asked["since"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : DateTimeOffset.MinValue;
        var first = int.Parse(asked["cursor"] ?? "0", CultureInfo.InvariantCulture);
        Report[] reports = [.. View(timeline).Reports.Where(r => r.AppearsAt > since)];
        var next = first + Limit < reports.Length ? $"/borealis/api/v2/patients/{timeline.Patient.PortalRef}/transmissions?cursor={first + Limit}&since={asked["since"]}" : null;
        return Encoding.UTF8.GetString(BorealisJson.Page(timeline.Patient, reports.AsSpan()[Math.Min(first, reports.Length)..Math.Min(first + Limit, reports.Length)], next, reports.Length).Span);
    }

    private string Other(Timeline timeline, string page, string query, bool keepsIdentity)
    {
        var other = JsonNode.Parse(Page(Neighbour(timeline), query))!;
        if (!keepsIdentity)
            return other.ToJsonString(BorealisNames.Written);
        // Ids and times too are the patient's own: only the values are not.
        var own = JsonNode.Parse(page)!;
        var (mine, theirs) = (own["transmissions"]!.AsArray(), other["transmissions"]!.AsArray());
        foreach (var one in mine.OfType<JsonObject>().Where(_ => theirs.Count > 0))
        {
            foreach (var (name, value) in theirs[^1]!.AsObject().Where(p => p.Value is JsonObject or JsonArray && p.Key is not "alerts").ToList())
                one[name] = value!.DeepClone();
        }

        return own.ToJsonString(BorealisNames.Written);
    }
}
