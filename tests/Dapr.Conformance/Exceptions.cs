using Dapr.Conformance.Playing;

namespace Dapr.Conformance;

/// <summary>Recordings that are not played here, each with its reason.</summary>
internal static class Exceptions
{
    /// <summary>Accidents of Dapr where copying would be absurd; the saner behaviour stands in docs/localdapr.md.</summary>
    private static readonly Dictionary<string, string> Differs = new(StringComparer.Ordinal)
    {
        ["bindings-mail-leak"] = "Differs from Dapr: recipients of one mail never leak into the next.",
    };

    public static void SkipWhereNeeded(ConformanceCase recording)
    {
        if (Differs.TryGetValue(recording.Name, out var reason))
            Assert.Skip(reason);
        foreach (var variable in recording.Profile switch { "kafka" => ["KAFKA"], "stores" => ["STORES_REDIS", "STORES_POSTGRES"], _ => Array.Empty<string>() })
        {
            if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)))
                Assert.Skip($"Profile {recording.Profile} needs {variable} in the environment.");
        }
    }
}
