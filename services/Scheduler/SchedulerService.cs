using Dapr.Client;
using Microsoft.Extensions.Options;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scheduler.Batches;
using VectorCare.Scheduler.Claims;
using VectorCare.Scheduler.DeadLetters;
using VectorCare.Scheduler.Membership;
using VectorCare.Scheduler.Regions;
using VectorCare.Scheduler.State;
using VectorCare.Scheduler.Summary;
using VectorCare.Scheduler.Ticks;
using VectorCare.Scheduler.Watchdog;
using VectorCare.ServiceDefaults.Auth;
using VectorCare.ServiceDefaults.Events;
using VectorCare.ServiceDefaults.Health;

namespace VectorCare.Scheduler;

/// <summary>The scheduler: slots, ticks, claims, batches, catch-up.</summary>
public static class SchedulerService
{
    /// <summary>Registers the scheduler.</summary>
    /// <param name="builder">The service's builder, with its defaults.</param>
    /// <returns>The builder.</returns>
    public static WebApplicationBuilder AddScheduler(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<SchedulerOptions>().BindConfiguration("Scheduler").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SchedulerMetrics>();
        services.AddSingleton(s => new DueLedger(s.GetRequiredService<TimeProvider>(), s.GetRequiredService<IOptions<SchedulerOptions>>().Value.LedgerCycles));
        services.AddSingleton<SummaryReader>();

        services.AddSingleton<ISlotReader, DaprSlotReader>();
        services.AddSingleton<SlotTable>();
        services.AddSingleton<MembershipSync>();
        services.AddSingleton<SlotVersionDeadLetters>();

        services.AddSingleton<IFirstWriteStore<Claim>>(s => new DaprFirstWriteStore<Claim>(s.GetRequiredService<DaprClient>(), ComponentNames.ClaimStore, ClaimJson.Default.Claim, s.GetRequiredService<IOptions<SchedulerOptions>>().Value.ClaimTtlSeconds));
        services.AddSingleton<ClaimKeeper>();
        services.AddSingleton<IBatchPublisher, EventBatchPublisher>();
        services.AddSingleton<SlotPublisher>();

        services.AddOptions<RegionOptions>().BindConfiguration("Scheduler:Regions").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IFirstWriteStore<Lease>>(s => new DaprFirstWriteStore<Lease>(s.GetRequiredService<DaprClient>(), ComponentNames.LeaseStore, LeaseJson.Default.Lease, ttlSeconds: null));
        services.AddSingleton<LeaseBook>();
        services.AddSingleton<LeaseMetrics>();
        services.AddSingleton<LeaseKeeper>();
        services.AddSingleton<LeaseDesk>();

        services.AddSingleton<IJobs, DaprJobs>();
        services.AddSingleton<TickRegistrar>();
        services.AddSingleton<TickHandler>();
        services.AddSingleton<SlotWatchdog>();

        services.AddHostedService(s => s.GetRequiredService<MembershipSync>());
        services.AddHostedService(s => s.GetRequiredService<LeaseKeeper>());
        services.AddHostedService(s => s.GetRequiredService<SlotWatchdog>());
        services.AddHostedService(s => s.GetRequiredService<TickRegistrar>());
        services.AddWarmUp((s, stop) => s.GetRequiredService<IFirstWriteStore<Claim>>().ReadAsync("warm-up", stop));
        services.AddHealthChecks().AddCheck<SidecarCheck>("sidecar").AddCheck<MembershipSync>("membership").AddCheck<TickRegistrar>("ticks");
        services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.TypeInfoResolverChain.Insert(0, SummaryJson.Default);
            o.SerializerOptions.TypeInfoResolverChain.Insert(0, RegionsJson.Default);
        });
        return builder;
    }

    /// <summary>Maps the scheduler's endpoints.</summary>
    /// <param name="app">The service.</param>
    /// <returns>The service.</returns>
    public static WebApplication MapScheduler(this WebApplication app)
    {
        // Never 404: the sidecar would take it for success of a job that nobody handled.
        app.MapPost("/job/{name}", async (string name, TickHandler ticks, HttpContext http) =>
            await ticks.HandleAsync(name, http.RequestAborted) == TickResult.Failed
                ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable)
                : Results.Ok()).RequireSidecar();
        app.MapTopic(Topics.SlotVersions, ContractsJson.Default.SlotVersion, async (SlotVersion version, TopicContext context) =>
        {
            await context.Services.GetRequiredService<MembershipSync>().RefreshAsync(version, context.Cancellation);
            return TopicResult.Success;
        });
        app.MapDeadLetter(Topics.SlotVersions, (letter, context) => context.Services.GetRequiredService<SlotVersionDeadLetters>().HandleAsync(letter, context.Cancellation));
        app.MapRegions();
        app.MapGet(Routes.SchedulerSummary, (DateTimeOffset? since, DateTimeOffset? until, SummaryReader summary) => summary.Read(since, until))
            .RequireRole(Roles.Operator);
        return app;
    }
}
