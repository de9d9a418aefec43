using System.Text.Json.Nodes;
using VectorCare.Bench.Harness;
using VectorCare.Contracts.Messages;
using VendorSim.Aurora.Changes;
using VendorSim.Population;

namespace VectorCare.Bench.Markup;

/// <summary>Changes of the HTML portal's markup, each for a cycle of some patients of a clinic: known ones with and without something new, some never seen, and the golden ones.</summary>
internal sealed class MarkupBench : IBench
{
    private const int PatientsPerChange = 10;

    // The checks were tuned on seeds below this one.
    private const int FirstSeed = 2_000_000;

    public string Name => "markup";

    public string About => "changed pages through adapter, contracts and golden patients: wrong values stored, changes caught and refused wrongly";

    public IReadOnlyList<string> Keys => ["changes", "kinds", "breaking", "pages", "new_transmissions", "wrong_values_stored", "transmissions_lost", "breaking_caught", "false_quarantine", "reasons", "failures"];

    public async Task<JsonObject> RunAsync(BenchSize size, Action<string> progress, CancellationToken stop)
    {
        var perKind = size switch { BenchSize.Full => 60, BenchSize.Quick => 10, _ => 1 };
        await using var world = await MarkupWorld.StartAsync(stop);
        var tally = new MarkupTally();
        foreach (var kind in MarkupChanges.Kinds)
        {
            for (int done = 0, seed = FirstSeed; done < perKind; seed++)
                done += await OneAsync(world, MarkupChanges.Draw(kind, seed), tally, progress, stop) ? 1 : 0;
        }

        return tally.Figures();
    }

    /// <summary>Plays a change for a cycle; false when it changes nothing on any page that was asked for.</summary>
    private static async Task<bool> OneAsync(MarkupWorld world, MarkupChange change, MarkupTally tally, Action<string> progress, CancellationToken stop)
    {
        var random = new Random(change.Seed);
        var clinic = world.ByClinic[random.Next(world.ByClinic.Count)];
        var golden = world.GoldenOf(clinic.Key);
        var patients = clinic.Where(p => !golden.Contains(p)).ToArray();
        random.Shuffle(patients);
        var asked = patients.Take(PatientsPerChange).Concat(golden).ToArray();
        random.Shuffle(asked);
        var portal = world.NextCycle();
        portal.Change = change;
        portal.TakeTouched();
        var outcomes = new List<(SimPatient Patient, bool IsNew, MarkupPoll Poll)>();
        foreach (var patient in asked)
        {
            var isNew = !golden.Contains(patient) && random.Next(8) == 0;
            outcomes.Add((patient, isNew, await world.PollAsync(patient, isNew, stop)));
        }

        if (!portal.TakeTouched())
            return false;
        tally.Begin(change);
        foreach (var (patient, isNew, poll) in outcomes)
            tally.Add(poll.Stored, world.TruthOf(patient, isNew), poll.Outcome is PollOutcome.New or PollOutcome.Unchanged or PollOutcome.NoData ? null : $"{poll.Outcome}/{poll.Reason}");
        if (!tally.End(change))
            progress($"{change.Kind} {change.Seed}: {string.Join("; ", outcomes.Where(o => o.Poll.Stored.Any(id => !world.TruthOf(o.Patient, o.IsNew).Contains(id))).Select(o => $"{o.Patient.Index} {o.IsNew} {o.Poll.Outcome}/{o.Poll.Reason}"))}");
        return true;
    }
}
