using System.Diagnostics;
using System.Text.Json;
using VectorCare.Contracts;

namespace VectorCare.Bench.Storage;

/// <summary>Resident memory of ingest while it takes events as fast as it can: of 100, one is a new transmission with its page, the others are batches of polls.</summary>
internal sealed class MemoryOverEvents(IngestProcess ingest, int events)
{
    /// <summary>Polls in a batch.</summary>
    public const int PollsPerBatch = 10;

    private const int Senders = 16;
    private const int PatientsEach = 625;
    private const int EventsPerNew = 100;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);
    private readonly List<(int Events, double Megabytes)> _samples = [];
    private int _begun;

    /// <summary>Most that was seen, in MB.</summary>
    public double Peak => _samples.Max(s => s.Megabytes);

    /// <summary>Delivers the events.</summary>
    /// <returns>What came instead of acknowledgements.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(Action<string> progress, CancellationToken stop)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var watching = WatchAsync(progress, enough.Token);
        var failed = await Task.WhenAll(Enumerable.Range(0, Senders).Select(n => Task.Run(() => SendAsync(new Fleet(PatientsEach, 100 + n), stop), stop)));
        await enough.CancelAsync();
        await watching;
        return [.. failed.SelectMany(f => f)];
    }

    /// <summary>Memory after a part of the events in MB: the median of the samples taken over the twentieth before.</summary>
    public double After(double part)
    {
        var samples = _samples.Where(s => s.Events > events * (part - 0.05) && s.Events <= events * part).Select(s => s.Megabytes).Order().ToList();
        return samples.Count == 0 ? _samples[^1].Megabytes : samples[samples.Count / 2];
    }

    private async Task<List<string>> SendAsync(Fleet fleet, CancellationToken stop)
    {
        var failed = new List<string>();
        for (var number = Interlocked.Increment(ref _begun); number <= events; number = Interlocked.Increment(ref _begun))
        {
            if (await DeliverAsync(fleet, number, stop) is { } instead)
                failed.Add(instead);
        }

        return failed;
    }

    private Task<string?> DeliverAsync(Fleet fleet, int number, CancellationToken stop)
    {
        var now = TimeProvider.System.GetUtcNow();
        if (number % EventsPerNew == 0)
        {
            var (message, page) = fleet.Found(fleet.Patients[number / EventsPerNew % PatientsEach], number, now);
            return ingest.DeliverAsync(message, page, stop);
        }

        var slot = (int)(now.ToUnixTimeSeconds() % Slots.Count);
        List<Guid> of = [.. Enumerable.Range(0, PollsPerBatch).Select(i => fleet.Patients[((number * PollsPerBatch) + i) % PatientsEach])];
        var batch = fleet.Batch(Slots.CycleAt(slot, now), slot, of, _ => false, p => p.ToString("n")[..16]) with { BatchId = $"memory:{number}" };
        return ingest.DeliverAsync(Topics.PollOutcomes, batch.BatchId, JsonSerializer.Serialize(batch, ContractsJson.Default.PollOutcomes), stop);
    }

    private async Task WatchAsync(Action<string> progress, CancellationToken enough)
    {
        using var process = Process.GetProcessById(ingest.Id);
        var told = 0;
        while (!enough.IsCancellationRequested)
        {
            process.Refresh();
            var sample = (Events: Math.Min(_begun, events), Megabytes: process.WorkingSet64 / 1048576.0);
            _samples.Add(sample);
            if (sample.Events * 10L / events > told)
                progress($"{sample.Events} events: {sample.Megabytes:F0} MB, {++told} of 10");
            await Task.Delay(Between, TimeProvider.System, CancellationToken.None);
        }
    }
}
