using System.Diagnostics.Metrics;

namespace VectorCare.Scheduler.Regions;

/// <summary>Counts what becomes of leases.</summary>
internal sealed class LeaseMetrics
{
    private readonly Counter<long> _rounds;
    private readonly Counter<long> _changes;

    public LeaseMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("VectorCare.Scheduler");
        _rounds = meter.CreateCounter<long>("vectorcare.scheduler.lease_rounds", "{round}", "Looks at a lease, by result.");
        _changes = meter.CreateCounter<long>("vectorcare.scheduler.lease_changes", "{change}", "Leases that got another owner by this region's write, by home region and owner.");
    }

    public void Round(LeaseRound result) => _rounds.Add(1, new KeyValuePair<string, object?>("result", result.ToString().ToLowerInvariant()));

    public void Change(Lease lease) =>
        _changes.Add(1, new KeyValuePair<string, object?>("home", lease.Home), new KeyValuePair<string, object?>("owner", lease.Owner));
}
