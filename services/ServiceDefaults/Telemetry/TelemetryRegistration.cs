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
        if (options.Zipkin is null && options.Otlp is null)
            return;
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(r => r.AddService(appId));
        telemetry.WithTracing(tracing =>
        {
            tracing.AddSource(Tracing.Polls.Name, Tracing.Discovery.Name)
                .SetSampler(new DiscoverySampler(options.SamplingRatio))
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation();
#pragma warning disable CS0618 // Retired package, still asked for; OTLP stands beside it (docs/adr/0003-zipkin-and-otlp.md).
            if (options.Zipkin is { } zipkin)
                tracing.AddZipkinExporter(z => z.Endpoint = zipkin);
#pragma warning restore CS0618
            if (options.Otlp is { } otlp)
                tracing.AddOtlpExporter(o => o.Endpoint = otlp);
        });
        if (options.Otlp is { } metrics)
            telemetry.WithMetrics(m => m.AddMeter("VectorCare.*").AddOtlpExporter(o => o.Endpoint = metrics));
    }
}
