namespace VectorCare.Views;

/// <summary>Alerts that are never delivered, in words.</summary>
internal static class AlertCounts
{
    public static string Held(IReadOnlyDictionary<string, long> byReason) =>
        byReason.Count == 0 ? "0 held" : $"{byReason.Values.Sum()} held ({string.Join(", ", byReason.OrderByDescending(r => r.Value).Select(r => $"{r.Key} {r.Value}"))})";
}
