using System.Text.Json.Nodes;
using VectorCare.Bench.Harness;
using VectorCare.Contracts.Messages;
using VendorSim.Changes;
using VendorSim.Population;

namespace VectorCare.Bench.Markup;

/// <summary>Changes of the portals' pages, each for a cycle of some patients of a clinic: known ones with and without something new, some never seen, and the golden ones.</summary>
internal sealed class MarkupBench : IBench
{
    private const int PatientsPerChange = 10;

    // The checks were tuned on seeds below this one, and the classifier was trained on them.
    private const int FirstSeed = 2_000_000;

    public string Name => "markup";

    public string About => "changed pages through adapter, contracts, classifier and golden patients: wrong values stored, changes caught and refused wrongly";

    public IReadOnlyList<string> Keys => ["changes", "kinds", "breaking", "pages", "new_transmissions", "wrong_values_stored", "transmissions_lost", "breaking_caught", "false_quarantine", "reasons", "failures"];

    public async Task<JsonObject> RunAsync(BenchSize size, Action<string> progress, CancellationToken stop)
    {
        var perKind = size switch { BenchSize.Full => 30, BenchSize.Quick => 5, _ => 1 };
        var total = new MarkupTally();
        var vendors = new JsonObject();
        foreach (var vendor in Enum.GetValues<Vendor>())
        {
            await using var world = await MarkupWorld.StartAsync(vendor, stop, clinics: size == BenchSize.Smoke ? 1 : 6);
            var own = new MarkupTally();
            foreach (var kind in PortalChanges.Kinds(vendor))
            {
                for (int done = 0, seed = FirstSeed; done < perKind && seed < FirstSeed + (20 * perKind); seed++)
                    done += await OneAsync(world, PortalChanges.Draw(vendor, kind, seed), [total, own], progress, stop) ? 1 : 0;
            }

            vendors[vendor.Id()] = own.Figures();
            progress($"{vendor.Id()}: {own}");
        }

        var figures = total.Figures();
        figures["vendors"] = vendors;
        return figures;
    }

    /// <summary>Plays a change for a cycle; false when it changes nothing on any page that was asked for.</summary>
    private static async Task<bool> OneAsync(MarkupWorld world, PortalChange change, MarkupTally[] tallies, Action<string> progress, CancellationToken stop)
    {
        if (await world.PlayAsync(change, PatientsPerChange, stop) is not { } polls)
            return false;
        foreach (var tally in tallies)
        {
            tally.Begin(change);
            foreach (var (patient, isNew, poll) in polls)
                tally.Add(poll.Stored, world.TruthOf(patient, isNew), poll.Outcome is PollOutcome.New or PollOutcome.Unchanged or PollOutcome.NoData ? null : $"{poll.Outcome}/{poll.Reason}", poll.Reason == "relocated");
            if (!tally.End(change) && tally == tallies[0])
                progress($"{change.GetType().Name} {change.Kind} {change.Seed}: {string.Join("; ", polls.Select(p => $"{p.Patient.Index} {p.IsNew} {p.Poll.Outcome}/{p.Poll.Reason}").GroupBy(t => t[(t.IndexOf(' ', StringComparison.Ordinal) + 1)..]).Select(g => $"{g.Count()} × {g.Key}"))}");
        }

        return true;
    }
}
