using System.Diagnostics.Metrics;
using VectorCare.Scheduler.Batches;
using VectorCare.Scheduler.Ticks;

namespace VectorCare.Scheduler.Summary;

/// <summary>Counts what the scheduler does, for telemetry and for the summary.</summary>
internal sealed class SchedulerMetrics
{
    private readonly Counter<long> _tickCounter;
    private readonly Counter<long> _slotCounter;
    private readonly Counter<long> _batchCounter;
    private readonly Counter<long> _pollCounter;
    private readonly Counter<long> _rescueCounter;
    private readonly Counter<long> _deadLetterCounter;
    private readonly Histogram<double> _lateness;
    private readonly long[] _ticks = new long[Enum.GetValues<TickResult>().Length];
    private readonly long[] _slots = new long[Enum.GetValues<SlotResult>().Length];
    private long _batches;
    private long _polls;
    private long _rescues;
    private long _lastLatenessMs;

    public SchedulerMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("VectorCare.Scheduler");
        _tickCounter = meter.CreateCounter<long>("vectorcare.scheduler.ticks", "{tick}", "Ticks by result.");
        _slotCounter = meter.CreateCounter<long>("vectorcare.scheduler.slots", "{slot}", "Attempts to publish a slot, by result.");
        _batchCounter = meter.CreateCounter<long>("vectorcare.scheduler.batches", "{batch}", "Batches acknowledged by pub/sub.");
        _pollCounter = meter.CreateCounter<long>("vectorcare.scheduler.polls", "{poll}", "Polls in those batches.");
        _rescueCounter = meter.CreateCounter<long>("vectorcare.scheduler.rescues", "{slot}", "Slots that the watchdog published.");
        _deadLetterCounter = meter.CreateCounter<long>("vectorcare.scheduler.dead_letters", "{event}", "Announcements of slot versions that nobody could handle, by reason.");
        _lateness = meter.CreateHistogram<double>("vectorcare.scheduler.lateness", "ms", "From the due instant to the last batch of a slot acknowledged.");
    }

    public long BatchesPublished => Interlocked.Read(ref _batches);

    public long PollsPublished => Interlocked.Read(ref _polls);

    public long Rescues => Interlocked.Read(ref _rescues);

    public long LastLatenessMs => Interlocked.Read(ref _lastLatenessMs);

    public long Count(TickResult result) => Interlocked.Read(ref _ticks[(int)result]);

    public long Count(SlotResult result) => Interlocked.Read(ref _slots[(int)result]);

    public void Tick(TickResult result)
    {
        Interlocked.Increment(ref _ticks[(int)result]);
        _tickCounter.Add(1, new KeyValuePair<string, object?>("result", result.ToString().ToLowerInvariant()));
    }

    public void Slot(SlotResult result)
    {
        Interlocked.Increment(ref _slots[(int)result]);
        _slotCounter.Add(1, new KeyValuePair<string, object?>("result", result.ToString().ToLowerInvariant()));
    }

    public void Batches(int batches, int polls, TimeSpan lateness)
    {
        Interlocked.Add(ref _batches, batches);
        Interlocked.Add(ref _polls, polls);
        Interlocked.Exchange(ref _lastLatenessMs, (long)lateness.TotalMilliseconds);
        _batchCounter.Add(batches);
        _pollCounter.Add(polls);
        _lateness.Record(lateness.TotalMilliseconds);
    }

    public void Rescue()
    {
        Interlocked.Increment(ref _rescues);
        _rescueCounter.Add(1);
    }

    public void DeadLetter(string reason) => _deadLetterCounter.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
