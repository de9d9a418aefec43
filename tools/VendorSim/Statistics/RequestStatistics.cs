using System.Collections.Concurrent;
using VendorSim.Faults;
using VendorSim.Population;

namespace VendorSim.Statistics;

/// <summary>How often what was asked for.</summary>
internal sealed class RequestStatistics
{
    private readonly ConcurrentDictionary<(Vendor Vendor, string Route, int Status), StrongCount> _requests = new();
    private readonly ConcurrentDictionary<string, StrongCount> _patients = new();

    public void Count(PortalPath path, int status)
    {
        _requests.GetOrAdd((path.Vendor, path.Route, status), static _ => new StrongCount()).Increment();
        if (path.PortalRef is not null && path.Route is "page" or "transmissions" or "inbox")
            _patients.GetOrAdd(path.PortalRef!, static _ => new StrongCount()).Increment();
    }

    /// <summary>Vendor → route → status (0: connection cut) → count.</summary>
    public Dictionary<string, Dictionary<string, Dictionary<string, long>>> Requests() =>
        _requests.GroupBy(pair => pair.Key.Vendor).ToDictionary(
            vendor => vendor.Key.Id(),
            vendor => vendor.GroupBy(pair => pair.Key.Route).ToDictionary(
                route => route.Key,
                route => route.ToDictionary(pair => pair.Key.Status.ToString(), pair => pair.Value.Value)));

    public Dictionary<string, long> Patients() => _patients.ToDictionary(pair => pair.Key, pair => pair.Value.Value);

    public int PolledPatients => _patients.Count;

    private sealed class StrongCount
    {
        private long _value;

        public long Value => Interlocked.Read(ref _value);

        public void Increment() => Interlocked.Increment(ref _value);
    }
}
