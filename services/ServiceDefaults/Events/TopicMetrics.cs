using System.Diagnostics.Metrics;

namespace VectorCare.ServiceDefaults.Events;

/// <summary>Counts handled events by topic, status and reason.</summary>
internal sealed class TopicMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _handled = meters.Create("VectorCare.Events").CreateCounter<long>(
        "vectorcare.events.handled", "{event}", "Events handled, by topic, status and reason.");

    public void Count(string topic, TopicResult result) =>
        _handled.Add(1, new("topic", topic), new("status", result.Status.ToString().ToLowerInvariant()), new("reason", result.Reason ?? "none"));
}
