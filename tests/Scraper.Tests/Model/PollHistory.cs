using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.ServiceDefaults.Events;
using VectorCare.TestKit;

namespace VectorCare.Scraper.Tests.Model;

/// <summary>Plays one history, given as numbers so that it can be shrunk, and judges it.</summary>
internal sealed class PollHistory : IDisposable
{
    private const int Replicas = 2;
    private readonly Pump _pump = new();
    private readonly PollWorld _world;
    private readonly PollReplica[] _replicas;
    private readonly List<PollBatch> _batches = [];
    private readonly HashSet<string> _acknowledged = [];
    private readonly List<(PollReplica Replica, PollBatch Batch, Task<TopicResult> Result)> _running = [];
    private readonly Dictionary<string, int> _disturbances = [];
    private long _cycle;

    public PollHistory(PollMutation mutation)
    {
        _world = new PollWorld(mutation);
        _replicas = [.. Enumerable.Range(0, Replicas).Select(_ => new PollReplica(_world))];
        _cycle = Slots.CycleAt(PollWorld.Slot, _world.Clock.GetUtcNow()) - 1;
        NextCycle();
    }

    /// <summary>Requests to the vendor beyond one for each patient and cycle.</summary>
    public int SecondRequests => _world.Requests.Values.Sum(n => n - 1);

    /// <summary>What is wrong with the history; null when nothing is.</summary>
    public string? Play(int[] choices)
    {
        foreach (var choice in choices)
            Do(() => Act(choice % 16, choice / 16));
        if (!Settle())
            return "a batch was never acknowledged";
        NextCycle();
        return Settle() ? Judge() : "the last cycle was never acknowledged";
    }

    public void Dispose()
    {
        foreach (var replica in _replicas)
            replica.Dispose();
    }

    private void Act(int kind, int argument)
    {
        var replica = argument % Replicas;
        switch (kind)
        {
            case < 3:
                var recent = _batches.TakeLast(4).ToArray();
                Deliver(_replicas[replica], recent[argument / Replicas % recent.Length]);
                break;
            case < 10:
                _world.Calls.Step(argument, happens: true, answers: true);
                break;
            case 10:
                Disturb(_world.Calls.Step(argument, happens: false, answers: false));
                break;
            case 11:
                Disturb(_world.Calls.Step(argument, happens: true, answers: false));
                break;
            case 12:
                Crash(replica, argument / Replicas);
                break;
            case 13:
                _world.Clock.Advance(TimeSpan.FromSeconds(argument));
                break;
            case 14:
                _world.Transmit(argument);
                break;
            default:
                NextCycle();
                break;
        }
    }

    private void NextCycle()
    {
        var due = Slots.Due(++_cycle, PollWorld.Slot);
        if (due > _world.Clock.GetUtcNow())
            _world.Clock.Advance(due - _world.Clock.GetUtcNow());
        foreach (var (polls, i) in new[] { PollWorld.Targets.Take(2), PollWorld.Targets.Skip(2) }.Select((polls, i) => (polls, i)))
            _batches.Add(new PollBatch(1, $"{_cycle}:{PollWorld.Slot}:{PollWorld.Vendor}:{i}", _cycle, PollWorld.Slot, PollWorld.Vendor, due, Slots.Due(_cycle + 1, PollWorld.Slot), null, [.. polls]));
    }

    /// <summary>Pub/sub delivers, for the first time or again; it takes a batch away from a replica that still has it.</summary>
    private void Deliver(PollReplica replica, PollBatch batch)
    {
        if (_running.Exists(r => r.Replica != replica && r.Batch == batch))
            Disturb(batch);
        _running.Add((replica, batch, replica.HandleAsync(batch)));
    }

    private void Crash(int index, int mask)
    {
        var replica = _replicas[index];
        Disturb(replica);
        _running.RemoveAll(r => r.Replica == replica);
        _world.Calls.Crash(replica, mask);
        replica.Dispose();
        _replicas[index] = new PollReplica(_world);
    }

    private void Disturb(PollReplica? replica)
    {
        foreach (var batch in _running.Where(r => r.Replica == replica).Select(r => r.Batch).Distinct())
            Disturb(batch);
    }

    private void Disturb(PollBatch batch) => _disturbances[batch.BatchId] = _disturbances.GetValueOrDefault(batch.BatchId) + 1;

    private void Do(Action action)
    {
        _pump.Run(action);
        foreach (var (_, batch, result) in _running.Where(r => r.Result.IsCompleted))
        {
            if (result.Result.Status == TopicStatus.Success)
                _acknowledged.Add(batch.BatchId);
        }

        _running.RemoveAll(r => r.Result.IsCompleted);
    }

    /// <summary>From here on all goes well: what waits happens, what is not acknowledged is delivered again.</summary>
    private bool Settle()
    {
        for (var round = 0; round < 20; round++)
        {
            for (var step = 0; step < 1000 && _world.Calls.Count > 0; step++)
                Do(() => _world.Calls.Step(0, happens: true, answers: true));
            if (_batches.TrueForAll(b => _acknowledged.Contains(b.BatchId)))
                return true;
            foreach (var batch in _batches.Where(b => !_acknowledged.Contains(b.BatchId)))
                Do(() => Deliver(_replicas[0], batch));
        }

        return false;
    }

    private string? Judge() => _world.Broken ?? _batches.Select(JudgeBatch).Concat(PollWorld.Targets.Select(t => JudgePatient(t.Patient))).FirstOrDefault(found => found is not null);

    private string? JudgeBatch(PollBatch batch)
    {
        var counted = _world.Published.Where(p => p.Data is PollOutcomes o && o.BatchId == batch.BatchId).DistinctBy(p => p.Id).Select(p => (PollOutcomes)p.Data).ToArray();
        if (counted is not [var outcomes] || !outcomes.Polls.Select(p => p.Patient).SequenceEqual(batch.Polls.Select(p => p.Patient)))
            return $"{batch.BatchId} was counted {counted.Length} times";
        var requests = batch.Polls.Max(p => _world.Requests.GetValueOrDefault((p.Patient, batch.Cycle)));
        var disturbances = _disturbances.GetValueOrDefault(batch.BatchId);
        return requests > 1 + disturbances ? $"{requests} requests for a patient of {batch.BatchId}, after {disturbances} disturbances" : null;
    }

    private string? JudgePatient(Guid patient)
    {
        var published = _world.Transmissions(patient).ToLookup(t => t.Vendor);
        return _world.Portal(patient).Select(sent => published[PollWorld.Name(sent)].DistinctBy(t => t.Id).Count()).Where(n => n != 1)
            .Select(n => $"a transmission was counted {n} times").FirstOrDefault();
    }
}
