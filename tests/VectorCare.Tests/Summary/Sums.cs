using VectorCare.Summary;

namespace VectorCare.Tests.Summary;

/// <summary>A run in which all was well.</summary>
internal static class Sums
{
    public static RunSummary Good { get; } = new(
        3000, 6, 18_000, 18_000, 0, 0, 254, 631, 3747, 60, 7120, new Dictionary<string, IReadOnlyDictionary<string, long>> { ["aurora"] = new Dictionary<string, long> { ["Unchanged"] = 17_000, ["New"] = 1_000 } }, 1_000,
        108, 84, 0, new Dictionary<string, long> { ["EnrolmentWorklist"] = 24 }, 3_600, 60, 60, 3.9, 301, 84, 0, 4.1, new Dictionary<string, double> { ["scraper"] = 13_320 }, 998, [], 10, 180);
}
