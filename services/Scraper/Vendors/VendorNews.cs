using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Scraper.Vendors;

/// <summary>Something about a vendor as a whole, that operations are told once for all its patients.</summary>
/// <param name="Kind">What begins or ends.</param>
/// <param name="Vendor">Vendor id.</param>
/// <param name="Subject">Kind of page, or what else of the vendor it is about; null for the vendor itself.</param>
/// <param name="Cycle">Cycle in which it showed.</param>
/// <param name="At">When it showed.</param>
/// <param name="Since">Since when it stands so.</param>
/// <param name="Reason">Reason code, or null.</param>
internal sealed record VendorNews(ConnectivityKind Kind, string Vendor, string? Subject, long Cycle, DateTimeOffset At, DateTimeOffset Since, string? Reason)
{
    /// <summary>Publishes it. Its id is the same from every replica.</summary>
    /// <param name="publisher">Where to.</param>
    /// <param name="missWindow">Cycles of the miss window.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Dapr.DaprException">It was not acknowledged.</exception>
    public Task PublishAsync(IEventPublisher publisher, int missWindow, CancellationToken cancellationToken)
    {
        var id = $"{(Subject is null ? Vendor : $"{Vendor}-{Subject}")}:{Kind}:{Cycle}";
        var message = new ConnectivityEvent(1, id, Kind, Vendor, null, null, Cycle, At, Since, 0, 0, missWindow, Reason, Subject);
        return publisher.PublishAsync(Topics.Connectivity, id, Vendor, message, ContractsJson.Default.ConnectivityEvent, cancellationToken: cancellationToken);
    }
}
