using System.Collections.Concurrent;
using VendorSim.Faults;
using VendorSim.Population;

namespace VendorSim.Statistics;

/// <summary>How often what was asked for, and how evenly.</summary>
internal sealed class RequestStatistics(TimeProvider time)
{
    private readonly ConcurrentDictionary<(Vendor Vendor, string Route, int Status), Tally> _requests = new();
    private readonly ConcurrentDictionary<string, Visits> _patients = new();
    private readonly IntervalHistogram _intervals = new();
    private long _pages;
    private long _pageBytes;

    public void Count(PortalPath path, int status, long bytes)
    {
        _requests.GetOrAdd((path.Vendor, path.Route, status), static _ => new Tally()).Increment();
        if (path.PortalRef is not { } portalRef || path.Route is not ("page" or "transmissions" or "inbox"))
            return;
        if (status == StatusCodes.Status200OK)
        {
            Interlocked.Increment(ref _pages);
            Interlocked.Add(ref _pageBytes, bytes);
        }

        _intervals.Add(_patients.GetOrAdd(portalRef, static _ => new Visits()).Next(time.GetUtcNow()));
    }

    /// <summary>Vendor → route → status (0: connection cut) → count.</summary>
    public Dictionary<string, Dictionary<string, Dictionary<string, long>>> Requests() =>
        _requests.GroupBy(pair => pair.Key.Vendor).ToDictionary(
            vendor => vendor.Key.Id(),
            vendor => vendor.GroupBy(pair => pair.Key.Route).ToDictionary(
                route => route.Key,
                route => route.ToDictionary(pair => pair.Key.Status.ToString(), pair => pair.Value.Value)));

    public Dictionary<string, long> Patients() => _patients.ToDictionary(pair => pair.Key, pair => pair.Value.Count);

    public int PolledPatients => _patients.Count;

    /// <summary>Patient pages served whole, and their bytes.</summary>
    public (long Count, long Bytes) Pages => (Interlocked.Read(ref _pages), Interlocked.Read(ref _pageBytes));

    /// <summary>Distance of the time between two visits to a patient from 300 s, on the clock.</summary>
    public IntervalJitter Jitter => _intervals.Read();

    /// <summary>From now on the jitter is that of the intervals that end later.</summary>
    public void ClearJitter() => _intervals.Clear();

    private sealed class Tally
    {
        private long _value;

        public long Value => Interlocked.Read(ref _value);

        public void Increment() => Interlocked.Increment(ref _value);
    }

    private sealed class Visits
    {
        private long _count;
        private long _last;

        public long Count => Interlocked.Read(ref _count);

        /// <summary>Counts a visit; the time since the one before, null for the first.</summary>
        public TimeSpan? Next(DateTimeOffset now)
        {
            Interlocked.Increment(ref _count);
            var last = Interlocked.Exchange(ref _last, now.UtcTicks);
            return last == 0 ? null : TimeSpan.FromTicks(now.UtcTicks - last);
        }
    }
}
