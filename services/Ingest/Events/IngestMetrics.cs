using System.Diagnostics.Metrics;

namespace VectorCare.Ingest.Events;

/// <summary>Counts stored and repeated events by kind.</summary>
internal sealed class IngestMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _events = meters.Create("VectorCare.Ingest").CreateCounter<long>("vectorcare.ingest.events", "{event}", "Events by kind; repeated ones were stored before.");

    public void Count(IngestEvent received, bool isNew) =>
        _events.Add(1, new("kind", received.GetType().Name), new("result", isNew ? "stored" : "repeated"));
}
