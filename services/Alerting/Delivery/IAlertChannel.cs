using VectorCare.Alerting.Clinics;
using VectorCare.Alerting.Delivery.Limits;

namespace VectorCare.Alerting.Delivery;

/// <summary>A way to reach people.</summary>
internal interface IAlertChannel
{
    /// <summary>Name, also in events and metrics.</summary>
    string Name { get; }

    /// <summary>Whether these people can be reached by it.</summary>
    bool Reaches(ClinicChannels route);

    /// <summary>Sends; never throws but for the caller's cancellation.</summary>
    Task<DeliveryResult> SendAsync(AlertMessage message, ClinicChannels route, Turn turn, CancellationToken cancellationToken);

    /// <summary>Sends a digest; never throws but for the caller's cancellation.</summary>
    Task<DeliveryResult> SendAsync(Digest digest, ClinicChannels route, Turn turn, CancellationToken cancellationToken);
}
