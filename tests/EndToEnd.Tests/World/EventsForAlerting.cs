using LocalDapr.Faults;
using VectorCare.Contracts;

namespace VectorCare.EndToEnd.Tests.World;

/// <summary>Counts the events that may lead to alerts, from their publication until alerting has taken them.</summary>
internal sealed class EventsForAlerting(SidecarWatch watch) : IDisposable
{
    private int _underWay;

    /// <summary>Whether one is on its way. Those of a batch are counted before its outcomes are published.</summary>
    public bool AreUnderWay
    {
        get
        {
            while (watch.TryRead(out var e))
            {
                _underWay += (e.Kind, e.AppId, e.Detail) switch
                {
                    (SidecarEventKind.Published, AppIds.Scraper, Topics.Transmissions or Topics.Connectivity) => 1,
                    (SidecarEventKind.Delivered, AppIds.Alerting, Topics.Transmissions or Topics.Connectivity) => -1,
                    _ => 0,
                };
            }

            return _underWay > 0;
        }
    }

    public void Dispose() => watch.Dispose();
}
