using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace VectorCare.ServiceDefaults.Telemetry;

/// <summary>Exports traces to Zipkin and OTLP, metrics to OTLP, as configured; costs nothing where nothing is.</summary>
internal static class TelemetryRegistration
{
    public static void AddVectorCareTelemetry(this WebApplicationBuilder builder, string appId)
    {
        builder.Services.AddOptions<TelemetryOptions>().BindConfiguration("Telemetry").ValidateDataAnnotations().ValidateOnStart();
        var options = builder.Configuration.GetSection("Telemetry").Get<TelemetryOptions>() ?? new TelemetryOptions();
        if (options is { Zipkin: null, Otlp: null, Prometheus: false })
            return;
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(r => r.AddService(appId));
        if (options.Zipkin is not null || options.Otlp is not null)
            telemetry.WithTracing(tracing => Trace(tracing, options));
        if (options.Prometheus || options.Otlp is not null)
            telemetry.WithMetrics(metrics => Measure(metrics, options));
    }

    private static void Trace(TracerProviderBuilder tracing, TelemetryOptions options)
    {
        // The processor stands before the exporters: what they see is hashed.
        tracing.AddSource(Tracing.Polls.Name, Tracing.Discovery.Name, "Dapr.Workflow")
            .SetSampler(new DiscoverySampler(options.SamplingRatio))
            .AddAspNetCoreInstrumentation(o => o.Filter = context => !Scraping.IsProbe(context.Request.Path))
            .AddHttpClientInstrumentation(o => o.FilterHttpRequestMessage = request => !StateCalls.Is(request.RequestUri))
            .AddProcessor(new PathHashing());
#pragma warning disable CS0618 // Retired package, still asked for; OTLP stands beside it (docs/adr/0003-zipkin-and-otlp.md).
        if (options.Zipkin is { } zipkin)
            tracing.AddZipkinExporter(z => z.Endpoint = zipkin);
#pragma warning restore CS0618
        if (options.Otlp is { } otlp)
            tracing.AddOtlpExporter(o => o.Endpoint = otlp);
    }

    private static void Measure(MeterProviderBuilder metrics, TelemetryOptions options)
    {
        metrics.AddMeter("VectorCare.*", "Microsoft.AspNetCore.Hosting", "System.Runtime").AddView(Scraping.Buckets);
        if (options.Prometheus)
            metrics.AddPrometheusExporter();
        if (options.Otlp is { } otlp)
            metrics.AddOtlpExporter(o => o.Endpoint = otlp);
    }
}
