using VectorCare.Contracts;

namespace VectorCare.Bench.Alerts;

/// <summary>What a rig runs.</summary>
/// <param name="DigestSeconds">How long yellow alerts are gathered.</param>
/// <param name="Alerting">More for the environment of alerting.</param>
/// <param name="Patients">Patients whose portals are polled; with any, every service runs, else only those an alert passes.</param>
internal sealed record RigPlan(int DigestSeconds, IReadOnlyDictionary<string, string> Alerting, int Patients = 0)
{
    /// <summary>Services by app id, and their folders.</summary>
    public IReadOnlyDictionary<string, string> Services { get; } = (Patients > 0
        ? new[] { AppIds.Registry, AppIds.Scheduler, AppIds.Scraper, AppIds.Ingest, AppIds.Alerting }
        : [AppIds.Ingest, AppIds.Alerting]).ToDictionary(a => a, a => char.ToUpperInvariant(a[0]) + a[1..]);

    /// <summary>Apps with a sidecar: the bench publishes through the scraper's.</summary>
    public IEnumerable<string> Sidecars => Services.Keys.Append(AppIds.Scraper).Distinct();
}
