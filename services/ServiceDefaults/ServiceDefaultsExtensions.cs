using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ScaledTime;
using VectorCare.Contracts;
using VectorCare.ServiceDefaults.Auth;
using VectorCare.ServiceDefaults.Canary;
using VectorCare.ServiceDefaults.Events;
using VectorCare.ServiceDefaults.Health;
using VectorCare.ServiceDefaults.Sidecar;
using VectorCare.ServiceDefaults.Telemetry;

namespace VectorCare.ServiceDefaults;

/// <summary>What every service has: clock, sidecar, events, authorization, health and telemetry.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Registers the defaults. A <see cref="TimeProvider"/> registered before is kept; else the clock comes from <c>SCALED_CLOCK</c>, which only the Development environment honours.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="appId">One of <see cref="AppIds"/>; names the service in telemetry.</param>
    /// <returns>The builder.</returns>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string appId)
    {
        var scaled = builder.Configuration[ClockSettings.Variable];
        if (scaled is not null && !builder.Environment.IsDevelopment())
            throw new InvalidOperationException($"{ClockSettings.Variable} is set in environment '{builder.Environment.EnvironmentName}'; a scaled clock is for Development only. Unset it.");
        builder.Services.TryAddSingleton(_ => ClockSettings.Parse(scaled));
        builder.Services.AddSingleton(new ServiceIdentity(appId));
        builder.Services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default));
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("System.Net.Http", LogLevel.Warning).AddFilter("Grpc", LogLevel.Warning);
        // Nothing here blocks a thread: a request may run on the thread that read it. Connections are few, so each may hold a buffer while it waits.
        builder.WebHost.UseSockets(sockets => (sockets.UnsafePreferInlineScheduling, sockets.WaitForDataBeforeAllocatingBuffer) = (true, false));
        builder.AddSidecar();
        builder.AddVectorCareAuth();
        builder.AddVectorCareTelemetry(appId);
        builder.Services.AddSingleton<IEventPublisher, DaprEventPublisher>();
        builder.Services.AddSingleton<TopicMetrics>();
        builder.AddCanary();
        builder.Services.AddHealthChecks();
        return builder;
    }

    /// <summary>Adds the middleware, in this order: authentication, authorization; then the health endpoints.</summary>
    /// <param name="app">The service.</param>
    /// <returns>The service.</returns>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet(Routes.Live, () => Results.Ok()).AllowAnonymous().WithOrder(-1);
        app.MapReadiness();
        app.MapMetrics();
        // Asked by the sidecar at its start: subscriptions are declared in the component sets; a service with actors maps its own answer before this one.
        app.MapGet("/dapr/subscribe", () => Results.Text("[]", "application/json")).RequireSidecar();
        app.MapGet("/dapr/config", () => Results.Text("{}", "application/json")).RequireSidecar().WithOrder(1);
        return app;
    }
}

/// <summary>Which service this process is.</summary>
/// <param name="AppId">One of <see cref="AppIds"/>.</param>
public sealed record ServiceIdentity(string AppId);
