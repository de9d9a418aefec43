using VectorCare.Contracts;
using VectorCare.Contracts.Messages;

namespace VectorCare.Ingest.Polls;

/// <summary>Counts polls: one outcome per patient and cycle counts as done, a second one as duplicated. Covers the last <see cref="CyclesKept"/> cycles and survives restarts by what is stored.</summary>
internal sealed class PollLedger
{
    /// <summary>Cycles that are counted: 25 hours.</summary>
    public const int CyclesKept = 300;

    /// <summary>Cycles in which a duplicate is recognised.</summary>
    private const int CyclesGuarded = 4;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, CycleCounts> _cycles = [];
    private readonly Dictionary<string, long[]> _outcomes = new(StringComparer.Ordinal);
    private readonly LatenessHistogram _lateness = new();
    private long _duplicated;
    private long _transmissions;

    /// <summary>Counts the outcomes of a batch that was stored for the first time.</summary>
    public void Add(PollOutcomes batch)
    {
        lock (_gate)
        {
            var cycle = CycleOf(batch.Cycle);
            foreach (var poll in batch.Polls)
            {
                if (cycle.Seen?.Add(poll.Patient) == false)
                {
                    _duplicated++;
                    continue;
                }

                cycle.Done[batch.Slot]++;
                cycle.DoneInAll++;
                CountsOf(batch.Vendor)[(int)poll.Outcome]++;
                cycle.Lateness.Add(poll.LatenessMs);
                cycle.LatenessMaxMs[batch.Slot] = Math.Max(cycle.LatenessMaxMs[batch.Slot], poll.LatenessMs);
                _lateness.Add(poll.LatenessMs);
            }
        }
    }

    /// <summary>Counts transmissions that were stored for the first time.</summary>
    public void AddTransmission(long count = 1) => Interlocked.Add(ref _transmissions, count);

    /// <summary>Reads the counts.</summary>
    /// <param name="since">Only polls due from then on count as done and for the largest lateness; the quantiles are those of the cycles that begin then or later; null for all.</param>
    /// <param name="until">Only polls due until then count as done; null for all.</param>
    public PollCounts Read(DateTimeOffset? since, DateTimeOffset? until)
    {
        lock (_gate)
        {
            var done = _cycles.Sum(c => c.Value.DoneBetween(c.Key, since, until));
            var lateness = since is { } from ? LatenessSince(from) : _lateness;
            var latenessMax = since is { } first ? _cycles.Max(c => (long?)c.Value.LatenessMaxSince(c.Key, first)) ?? 0 : _lateness.MaxMs;
            return new PollCounts(
                done, _duplicated, lateness.Quantile(0.5), lateness.Quantile(0.99), latenessMax,
                _outcomes.ToDictionary(o => o.Key, o => o.Value.Index().Where(c => c.Item > 0).ToDictionary(c => ((PollOutcome)c.Index).ToString(), c => c.Item)),
                Interlocked.Read(ref _transmissions),
                _outcomes.Values.Sum(o => o[(int)PollOutcome.Missed] + o[(int)PollOutcome.VendorDown] + o[(int)PollOutcome.ParseFailed] + o[(int)PollOutcome.Suspicious]));
        }
    }

    private LatenessHistogram LatenessSince(DateTimeOffset since)
    {
        var all = new LatenessHistogram();
        foreach (var (_, cycle) in _cycles.Where(c => Slots.Due(c.Key, 0) >= since))
            all.Add(cycle.Lateness);
        return all;
    }

    private CycleCounts CycleOf(long number)
    {
        if (_cycles.TryGetValue(number, out var cycle))
            return cycle;
        _cycles[number] = cycle = new CycleCounts();
        while (_cycles.Count > CyclesKept)
            _cycles.Remove(_cycles.First().Key);
        foreach (var old in _cycles.Reverse().Skip(CyclesGuarded).TakeWhile(c => c.Value.Seen is not null).ToList())
            old.Value.Seen = null;
        return cycle;
    }

    private long[] CountsOf(string vendor)
    {
        if (!_outcomes.TryGetValue(vendor, out var counts))
            _outcomes[vendor] = counts = new long[Enum.GetValues<PollOutcome>().Length];
        return counts;
    }

    private sealed class CycleCounts
    {
        public int[] Done { get; } = new int[Slots.Count];

        public long DoneInAll { get; set; }

        public LatenessHistogram Lateness { get; } = new();

        /// <summary>Largest lateness of each slot.</summary>
        public long[] LatenessMaxMs { get; } = new long[Slots.Count];

        public HashSet<Guid>? Seen { get; set; } = [];

        public long LatenessMaxSince(long number, DateTimeOffset since) => LatenessMaxMs.Where((_, slot) => Slots.Due(number, slot) >= since).DefaultIfEmpty().Max();

        // Asked every second for the whole day by whoever watches: whole cycles are not counted out.
        public long DoneBetween(long number, DateTimeOffset? since, DateTimeOffset? until)
        {
            if (!(since > Slots.Due(number, 0)) && !(until < Slots.Due(number, Slots.Count - 1)))
                return DoneInAll;
            var done = 0L;
            for (var slot = 0; slot < Done.Length; slot++)
            {
                var due = Slots.Due(number, slot);
                if (!(due < since) && !(due > until))
                    done += Done[slot];
            }

            return done;
        }
    }
}

/// <summary>What <see cref="PollLedger"/> counted.</summary>
internal sealed record PollCounts(
    long Done,
    long Duplicated,
    double LatenessP50Ms,
    double LatenessP99Ms,
    double LatenessMaxMs,
    IReadOnlyDictionary<string, Dictionary<string, long>> Outcomes,
    long Transmissions,
    long Misses);
