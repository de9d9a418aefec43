using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Budgets;
using VectorCare.Scraper.DeadLetters;
using VectorCare.Scraper.Golden;
using VectorCare.Scraper.Identity;
using VectorCare.Scraper.Markup;
using VectorCare.Scraper.Politeness;
using VectorCare.Scraper.Politeness.Robots;
using VectorCare.Scraper.Polling;
using VectorCare.Scraper.PollState;
using VectorCare.Scraper.Quarantine;
using VectorCare.Scraper.Raw;
using VectorCare.Scraper.Relocation;
using VectorCare.Scraper.Sessions;
using VectorCare.Scraper.Structure;
using VectorCare.Scraper.Telemetry;
using VectorCare.Scraper.VendorHealth;
using VectorCare.Scraper.Vendors;
using VectorCare.Scraper.Vendors.Aurora;
using VectorCare.Scraper.Vendors.Borealis;
using VectorCare.Scraper.Vendors.Cygnus;
using VectorCare.ServiceDefaults.Events;
using VectorCare.ServiceDefaults.Health;
using VectorCare.ServiceDefaults.Sidecar;

namespace VectorCare.Scraper;

/// <summary>The scraper as a part of a host.</summary>
public static class ScraperService
{
    /// <summary>Registers the scraper.</summary>
    /// <param name="builder">The service's builder, defaults added.</param>
    /// <returns>The builder.</returns>
    public static WebApplicationBuilder AddScraper(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<ScraperOptions>().BindConfiguration(ScraperOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ScraperOptions>, ScraperOptionsValidator>();
        services.AddSingleton<ScraperMetrics>();
        services.AddSingleton<Pseudonyms>();
        services.AddSingleton<ClinicBudgets>();

        services.AddSingleton<IPollStore, DaprPollStore>();
        services.AddSingleton<ISessionStore, DaprSessionStore>();
        services.AddSingleton<ICredentialSource, DaprCredentialSource>();
        services.AddSingleton<CredentialCache>();
        services.AddSingleton<SessionBroker>();

        services.AddSingleton<IVendorAdapter, AuroraAdapter>();
        services.AddSingleton<IVendorAdapter, BorealisAdapter>();
        services.AddSingleton<IVendorAdapter, CygnusAdapter>();
        services.AddSingleton(Transport);
        services.AddSingleton<IRobotsStore, DaprRobotsStore>();
        services.AddSingleton<RobotsBook>();
        services.AddSingleton<VendorGate>();
        services.AddSingleton<PollingStops>();
        services.AddSingleton<IRawArchive>(Archive);
        services.AddSingleton<VendorOutages>();
        services.AddSingleton<ResultFloors>();

        services.TryAddSingleton<IStepObserver, NoStepObserver>();
        services.AddSingleton<TransmissionPublisher>();
        services.AddSingleton<Connectivity>();
        services.AddSingleton<IQuarantineStore, DaprQuarantineStore>();
        services.AddSingleton<PageQuarantine>();
        services.AddSingleton<KeptPages>();
        services.AddSingleton<QuarantineReplay>();
        services.AddSingleton<GoldenPatients>();
        services.AddSingleton(_ => StructureReferences.Load());
        services.AddSingleton(_ => new MarkupClassifier(MarkupModel.Load()));
        services.AddSingleton<MarkupWatch>();
        services.AddSingleton<IRelocationStore, DaprRelocationStore>();
        services.AddSingleton<RelocationBook>();
        services.AddSingleton<Relocator>();
        services.AddSingleton<PatientPoller>();
        services.AddSingleton<BatchPoller>();
        services.AddSingleton<BatchGate>();
        services.AddSingleton<PollBatchHandler>();
        services.AddSingleton<PollBatchDeadLetters>();

        services.AddWarmUp((_, _) => Task.Run(() => AuroraParser.Parse("<html><body><table><tr><td>1</td></tr></table></body></html>"u8.ToArray(), new PollTarget(Guid.Empty, "warm-up", "warm-up"))));
        services.AddWarmUp((s, stop) => s.GetRequiredService<IPollStore>().ReadAsync("warm-up", [Guid.Empty], stop));
        services.AddWarmUp((s, stop) => s.GetRequiredService<ISessionStore>().ReadAsync("warm-up", "warm-up", stop));
        return builder;
    }

    /// <summary>Maps the topics the scraper handles.</summary>
    /// <param name="app">The service.</param>
    /// <returns>The service.</returns>
    public static WebApplication MapScraper(this WebApplication app)
    {
        var batches = app.Services.GetRequiredService<PollBatchHandler>();
        var deadLetters = app.Services.GetRequiredService<PollBatchDeadLetters>();
        app.MapTopic<PollBatch>(Topics.PollBatches, ContractsJson.Default.PollBatch, batches.HandleAsync);
        app.MapDeadLetter(Topics.PollBatches, (letter, _) => deadLetters.HandleAsync(letter));
        app.MapQuarantine();
        app.MapRelocations();
        return app;
    }

    private static VendorTransport Transport(IServiceProvider services)
    {
        var sidecar = services.GetRequiredService<SidecarOptions>();
        return new VendorTransport(Invoker(), sidecar.Http, sidecar.ApiToken, services.GetRequiredService<IOptions<ScraperOptions>>(), services.GetRequiredService<TimeProvider>());
    }

    private static IngestRawArchive Archive(IServiceProvider services)
    {
        var sidecar = services.GetRequiredService<SidecarOptions>();
        return new IngestRawArchive(Invoker(), sidecar.Http, sidecar.ApiToken, services.GetRequiredService<ScraperMetrics>(), services.GetRequiredService<TimeProvider>());
    }

    /// <summary>One handler for the life of the process; a client's own layers (base address, buffering, timeout) would only cost.</summary>
    private static HttpMessageInvoker Invoker() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(5),
    });
}
