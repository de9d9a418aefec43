using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using VectorCare.Contracts;

namespace VectorCare.ServiceDefaults.Telemetry;

/// <summary>Metrics for Prometheus. Anonymous like the probes: no metric names a patient, and the network policy lets in only who scrapes.</summary>
internal static class Scraping
{
    /// <summary>Path of the metrics.</summary>
    public const string Path = "/metrics";

    private static readonly double[] Seconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

    /// <summary>Maps the endpoint where it is switched on.</summary>
    /// <param name="app">The service.</param>
    public static void MapMetrics(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<TelemetryOptions>>().Value.Prometheus)
            app.MapPrometheusScrapingEndpoint(Path).AllowAnonymous();
    }

    /// <summary>Whether a request is a probe or a scrape, which nobody wants a span of.</summary>
    /// <param name="path">The request's path.</param>
    /// <returns>True for probes and scrapes.</returns>
    public static bool IsProbe(PathString path) => path == Path || path == Routes.Live || path == Routes.Ready;

    /// <summary>Buckets of histograms in seconds, with the objectives (1 s, 60 s, 300 s) among the bounds.</summary>
    /// <param name="instrument">Any instrument.</param>
    /// <returns>The buckets, or null for other instruments.</returns>
    public static MetricStreamConfiguration? Buckets(Instrument instrument) =>
        instrument is Histogram<double> { Unit: "s" } ? new ExplicitBucketHistogramConfiguration { Boundaries = Seconds } : null;
}
