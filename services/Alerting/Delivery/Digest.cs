namespace VectorCare.Alerting.Delivery;

/// <summary>Several yellow alerts of a clinic in one.</summary>
/// <param name="DeliveryKey">Same on every copy. Each alert has its own key besides.</param>
/// <param name="Clinic">Clinic id.</param>
/// <param name="Alerts">The alerts, in the order of their coming.</param>
internal sealed record Digest(string DeliveryKey, string Clinic, IReadOnlyList<AlertMessage> Alerts);
