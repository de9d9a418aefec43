using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Delivery.Limits;

/// <summary>A call's place among those that wait for the same provider.</summary>
/// <param name="Urgent">Red: before all that are not.</param>
/// <param name="Since">Since when its page has been waiting; the longest first.</param>
internal readonly record struct Turn(bool Urgent, DateTimeOffset Since)
{
    /// <summary>The turn of a page.</summary>
    public static Turn Of(AlertSeverity severity, DateTimeOffset since) => new(severity == AlertSeverity.Red, since);
}
