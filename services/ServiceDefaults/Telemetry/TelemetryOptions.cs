using System.ComponentModel.DataAnnotations;

namespace VectorCare.ServiceDefaults.Telemetry;

/// <summary>Section <c>Telemetry</c>. Nothing is exported unless an endpoint is named.</summary>
public sealed class TelemetryOptions
{
    /// <summary>Share of polls that are traced, 0 to 1. Default 0.01. Traces of <see cref="Tracing.Discovery"/> are always sampled.</summary>
    [Range(0, 1)]
    public double SamplingRatio { get; set; } = 0.01;

    /// <summary>Zipkin collector, for example <c>http://localhost:9411/api/v2/spans</c>, or null.</summary>
    public Uri? Zipkin { get; set; }

    /// <summary>Whether metrics can be scraped at <see cref="Scraping.Path"/>. Default false.</summary>
    public bool Prometheus { get; set; }

    /// <summary>OTLP collector for traces and metrics, for example <c>http://localhost:4317</c>, or null.</summary>
    public Uri? Otlp { get; set; }
}
