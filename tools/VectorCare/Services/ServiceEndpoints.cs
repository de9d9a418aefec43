using VectorCare.Contracts;

namespace VectorCare.Services;

/// <summary>Where the services of <c>dapr.yaml</c> listen.</summary>
internal static class ServiceEndpoints
{
    public static IReadOnlyDictionary<string, Uri> All { get; } = new Dictionary<string, Uri>
    {
        [AppIds.Registry] = new("http://127.0.0.1:7101"),
        [AppIds.Scheduler] = new("http://127.0.0.1:7102"),
        [AppIds.Scraper] = new("http://127.0.0.1:7103"),
        [AppIds.Ingest] = new("http://127.0.0.1:7104"),
        [AppIds.Alerting] = new("http://127.0.0.1:7105"),
    };

    public static Uri VendorSim { get; } = new("http://127.0.0.1:7190");
}
