using LocalDapr.RunFiles;

namespace VectorCare.Services;

/// <summary>Where the apps of <c>dapr.yaml</c> listen.</summary>
internal static class ServiceEndpoints
{
    public const string VendorSim = "vendorsim";

    /// <summary>Addresses by app id.</summary>
    public static IReadOnlyDictionary<string, Uri> Of(RunFileHost host) => host.Apps.ToDictionary(a => a.AppId, a => new Uri($"http://127.0.0.1:{a.AppPort}"), StringComparer.Ordinal);
}
