using Microsoft.Extensions.Options;
using VectorCare.Scraper.Structure;
using VectorCare.Scraper.Telemetry;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Markup;

/// <summary>Compares the pages of a poll with what such pages look like, and has those judged that differ or were refused.</summary>
internal sealed class MarkupWatch(StructureReferences references, MarkupClassifier classifier, ScraperMetrics metrics, IOptions<ScraperOptions> options)
{
    /// <summary>Judges a poll by its page that differs most.</summary>
    /// <param name="adapter">The vendor.</param>
    /// <param name="poll">The poll with its pages.</param>
    /// <param name="parsed">What was read.</param>
    /// <returns>Null where nothing differs and nothing was refused, or nobody knows what the page should look like.</returns>
    public MarkupJudgement? Judge(IVendorAdapter adapter, PollContext poll, ParsedPage parsed)
    {
        (string Page, StructureDrift Drift)? worst = null;
        foreach (var page in poll.Pages)
        {
            if (page.Reply is null || references.Compare(adapter.Name, page.Kind, adapter.ShapeOf(page.Kind, page.Reply.Body, poll.Renamed)) is not { } drift)
                continue;
            metrics.Drift(adapter.Name, page.Kind, drift.Score);
            if (worst is null || drift.Score > worst.Value.Drift.Score)
                worst = (page.Kind, drift);
        }

        if (worst is not { } most || Readings.Of(parsed) is not { } reading || (most.Drift.Score <= options.Value.DriftLimit && reading == Reading.Fine))
            return null;
        var verdict = classifier.Judge(most.Drift, reading);
        metrics.Judged(adapter.Name, most.Page, verdict);
        return new MarkupJudgement(most.Page, most.Drift, reading, verdict);
    }
}
