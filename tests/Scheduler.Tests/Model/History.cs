using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scheduler.Batches;
using VectorCare.Scheduler.Membership;
using VectorCare.TestKit;

namespace VectorCare.Scheduler.Tests.Model;

/// <summary>Plays one history, given as numbers so that it can be shrunk, and judges it.</summary>
internal sealed class History
{
    private const int Replicas = 3;
    private static readonly int[] Advances = [1, 100, 700, 1500, 4000, 11_000, 60_000, 290_000];

    private readonly Pump _pump = new();
    private readonly World _world;
    private readonly Replica[] _replicas = new Replica[Replicas];
    private int _started;

    public History(Mutation mutation)
    {
        _world = new World(mutation);
        for (var i = 0; i < Replicas; i++)
            _replicas[i] = new Replica(_world, _started++);
    }

    /// <summary>Crashes, failures, lost answers, and waits so long that a lease may have ended meanwhile.</summary>
    public int Disturbances { get; private set; }

    /// <summary>What is wrong with the history; null when nothing is.</summary>
    public string? Play(int[] choices)
    {
        foreach (var choice in choices)
            _pump.Run(() => Act(choice % 16, choice / 16));
        if (!Settle())
            return "the latest cycle was never published whole";
        return Judge() ?? JudgeRest();
    }

    private void Act(int kind, int argument)
    {
        switch (kind)
        {
            case < 4:
                _replicas[argument % Replicas].Tick(World.FirstSlot + (argument / Replicas % World.SlotCount));
                break;
            case < 11:
                _world.Calls.Step(argument, happens: true, answers: true);
                break;
            case 11:
                Disturb();
                _world.Calls.Step(argument, happens: false, answers: false);
                break;
            case 12:
                Disturb();
                _world.Calls.Step(argument, happens: true, answers: false);
                break;
            case 13:
                Disturb();
                _world.Calls.Crash(_replicas[argument % Replicas], argument / Replicas);
                _replicas[argument % Replicas] = new Replica(_world, _started++);
                break;
            case 14:
                var milliseconds = Advances[argument % Advances.Length];
                if (milliseconds >= 1000 && _world.Calls.Count > 0)
                    Disturb();
                _world.Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
                break;
            default:
                _replicas[argument % Replicas].Round();
                break;
        }
    }

    private void Disturb() => Disturbances++;

    /// <summary>From here on all goes well: what waits happens, watchdogs run.</summary>
    private bool Settle()
    {
        for (var round = 0; round < 60; round++)
        {
            Drain();
            var now = _world.Clock.GetUtcNow();
            if (Enumerable.Range(World.FirstSlot, World.SlotCount).All(slot => IsWhole(slot, Slots.CycleAt(slot, now))))
                return true;
            Advance(5);
            foreach (var replica in _replicas)
                _pump.Run(replica.Round);
        }

        return false;
    }

    private void Drain()
    {
        for (var step = 0; step < 1000 && _world.Calls.Count > 0; step++)
            _pump.Run(() => _world.Calls.Step(0, happens: true, answers: true));
    }

    private bool IsWhole(int slot, long cycle) =>
        Expected(slot, cycle).All(e => _world.Published.Exists(p => p.BatchId == e.BatchId));

    private string? Judge()
    {
        foreach (var set in _world.Published.GroupBy(p => (p.Slot, p.Cycle)))
        {
            var expected = Expected(set.Key.Slot, set.Key.Cycle).ToDictionary(b => b.BatchId);
            foreach (var batch in set)
            {
                if (!expected.TryGetValue(batch.BatchId, out var wanted))
                    return $"{batch.BatchId} is no batch of its slot";
                if (!wanted.Polls.SequenceEqual(batch.Polls))
                    return $"{batch.BatchId} has other members than it should";
            }

            var copies = set.Count() - set.DistinctBy(b => b.BatchId).Count();
            if (copies > Disturbances * expected.Count)
                return $"{copies} copies in slot {set.Key.Slot} of cycle {set.Key.Cycle}, after {Disturbances} disturbances";
        }

        return null;
    }

    /// <summary>Once all is done and all marks are written, further rounds publish nothing of it again.</summary>
    private string? JudgeRest()
    {
        // A round that waits for its vendor's tokens has passed slots that it does not look at again: it ends before the one that settles all.
        for (var waits = 0; _replicas.Any(r => r.IsInRound); waits++)
        {
            if (waits == World.SlotCount)
                return "a round of the watchdog does not end";
            Advance(15);
        }

        RunRounds();
        var before = _world.Published.CountBy(p => (p.Slot, p.Cycle)).ToDictionary();
        RunRounds();
        foreach (var (set, count) in _world.Published.CountBy(p => (p.Slot, p.Cycle)))
        {
            if (before.TryGetValue(set, out var known) && known != count)
                return $"slot {set.Slot} of cycle {set.Cycle} was published again at rest";
        }

        return null;
    }

    private void RunRounds()
    {
        Advance(15);
        foreach (var replica in _replicas)
        {
            _pump.Run(replica.Round);
            Drain();
        }
    }

    private void Advance(int seconds)
    {
        _pump.Run(() => _world.Clock.Advance(TimeSpan.FromSeconds(seconds)));
        Drain();
    }

    private static List<PollBatch> Expected(int slot, long cycle) =>
        BatchPlanner.Plan(new SlotMembers(slot, 1, "h", World.Members), new SlotShare(slot, string.Empty), cycle, 2, null);
}
