using System.Diagnostics.Metrics;

namespace LocalDapr.PubSub.Local;

/// <summary>Counters of the local broker.</summary>
internal static class LocalMetrics
{
    private static readonly Meter Meter = new("LocalDapr.PubSub");

    /// <summary>Events that were dropped; the tag <c>reason</c> is <c>no_subscriber</c> or <c>deliveries_exhausted</c>.</summary>
    public static readonly Counter<long> Dropped = Meter.CreateCounter<long>("localdapr.pubsub.dropped", "{event}", "Events dropped");

    /// <summary>Deliveries that have to be repeated.</summary>
    public static readonly Counter<long> Redelivered = Meter.CreateCounter<long>("localdapr.pubsub.redelivered", "{event}", "Deliveries repeated");
}
