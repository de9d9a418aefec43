using VectorCare.TestKit;

namespace Dapr.Conformance.Playing;

/// <summary>Ports of a case, by the names that the recordings use.</summary>
internal static class PlayedPorts
{
    private static readonly string[] Names = ["PROBE_PORT", "PROBE_HTTP", "PROBE_GRPC", "CALLEE_PORT", "CALLEE_HTTP", "CALLEE_GRPC", "VENDOR_PORT", "SMTP_PORT", "CLOSED_PORT"];

    public static IReadOnlyDictionary<string, int> Free() => Names.ToDictionary(n => n, _ => FreePorts.Next());

    public static IReadOnlyDictionary<string, int> Of(IReadOnlyDictionary<string, string> filled) => Names.ToDictionary(n => n, n => int.Parse(filled[n]));
}
