using System.Collections.Immutable;
using VendorSim.Population;

namespace VendorSim.Faults;

/// <summary>The switches and what they mean at an instant.</summary>
internal sealed class FaultBoard(TimeProvider time)
{
    private readonly Lock _gate = new();
    private ImmutableArray<ActiveFault> _faults = [];
    private int _lastId;

    public ActiveFault Add(Fault fault, DateTimeOffset origin)
    {
        lock (_gate)
        {
            var from = origin.AddSeconds(fault.StartSeconds);
            var added = new ActiveFault(++_lastId, fault, from, fault.DurationSeconds is { } seconds ? from.AddSeconds(seconds) : null);
            _faults = _faults.Add(added);
            return added;
        }
    }

    public bool Remove(int id)
    {
        lock (_gate)
        {
            var before = _faults.Length;
            _faults = _faults.RemoveAll(fault => fault.Id == id);
            return _faults.Length < before;
        }
    }

    public void Clear()
    {
        lock (_gate)
            _faults = [];
    }

    /// <summary>Active and coming ones.</summary>
    public List<ActiveFault> List()
    {
        var now = time.GetUtcNow();
        return [.. _faults.Where(fault => fault.Until is null || now < fault.Until)];
    }

    /// <summary>Active faults of a vendor, for a clinic and a patient where they are known.</summary>
    public IEnumerable<Fault> Active(Vendor vendor, string? clinic = null, string? portalRef = null)
    {
        var faults = _faults;
        if (faults.Length == 0)
            return [];
        var now = time.GetUtcNow();
        return faults.Where(f => f.IsActive(now) && f.Fault.Concerns(vendor) && (f.Fault.Clinic is null || f.Fault.Clinic == clinic) && (f.Fault.PortalRef is null || f.Fault.PortalRef == portalRef)).Select(f => f.Fault);
    }

    /// <summary>Sessions opened before this instant are over.</summary>
    public DateTimeOffset SessionsEndedAt(string clinic)
    {
        var last = DateTimeOffset.MinValue;
        var faults = _faults;
        var now = time.GetUtcNow();
        foreach (var f in faults)
        {
            if (f.Fault.ExpireSessions && f.From <= now && f.From > last && f.Fault.Concerns(Vendor.Aurora) && (f.Fault.Clinic is null || f.Fault.Clinic == clinic))
                last = f.From;
        }

        return last;
    }
}
