using VectorCare.Scraper.Markup;
using VectorCare.Scraper.Structure;
using VendorSim;
using VendorSim.Population;

namespace VectorCare.Bench.Markup.Training;

/// <summary>Pages to learn from: as they are, and as changes make them.</summary>
internal static class MarkupPages
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Learns what every kind of page of every vendor looks like.</summary>
    public static async Task<IReadOnlyList<(string Vendor, string Page, IReadOnlyList<StructureReference> Learnt)>> LearnAsync(int seed)
    {
        var population = new SimPopulation(new VendorSimOptions { Patients = 2_000, Clinics = 8, RateScale = 60, Start = Now.AddDays(-60), Seed = seed }, TimeProvider.System);
        var learnt = new List<(string, string, IReadOnlyList<StructureReference>)>();
        foreach (var vendor in Enum.GetValues<Vendor>())
        {
            await using var world = MarkupWorld.Unstarted(vendor);
            using var portal = ChangedPortal.Of(vendor, population);
            portal.Now = Now;
            var shapes = new List<(string Page, PageShape Shape)>();
            foreach (var timeline in population.Timelines.Where(t => t.Patient.Vendor == vendor))
            {
                await foreach (var (page, body) in portal.PrintAsync(timeline))
                    shapes.Add((page, world.Adapter.ShapeOf(page, body, null)));
            }

            foreach (var page in shapes.GroupBy(s => s.Page))
                learnt.Add((vendor.Id(), page.Key, [.. StructureReference.Learn(vendor.Id(), page.Key, page.Select(s => s.Shape))]));
        }

        return learnt;
    }

    /// <summary>The pages that are judged under changes of every kind.</summary>
    public static async Task<IReadOnlyList<MarkupRow>> RowsAsync(MarkupWorld world, Vendor vendor, int firstSeed, int perKind, CancellationToken stop)
    {
        var rows = new List<MarkupRow>();
        foreach (var kind in PortalChanges.Kinds(vendor))
        {
            for (int done = 0, seed = firstSeed; done < perKind && seed < firstSeed + (10 * perKind); seed++)
            {
                var change = PortalChanges.Draw(vendor, kind, seed);
                if (await world.PlayAsync(change, 6, stop) is not { } polls)
                    continue;
                done++;
                rows.AddRange(polls.Select(p => p.Poll.Markup).OfType<MarkupJudgement>().Select(j => MarkupRow.Of(j, change)));
            }
        }

        return rows;
    }
}
