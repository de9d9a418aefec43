using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Politeness.Robots;
using VectorCare.Scraper.Polling;
using VectorCare.Scraper.PollState;
using VectorCare.Scraper.Quarantine;
using VectorCare.Scraper.Raw;
using VectorCare.Scraper.Relocation;
using VectorCare.Scraper.Sessions;
using VectorCare.Scraper.Vendors;
using VectorCare.ServiceDefaults.Events;
using VendorSim;
using VendorSim.Credentials;
using VendorSim.Population;

namespace VectorCare.Scraper.Tests.Harness;

/// <summary>The scraper over simulated portals, with pub/sub, state and secrets in memory and one clock for all.</summary>
internal sealed class ScraperHarness : IAsyncDisposable
{
    private readonly WebApplication _portals;
    private readonly List<WebApplication> _scrapers = [];

    private ScraperHarness(WebApplication portals, FakeTimeProvider time)
    {
        _portals = portals;
        Time = time;
        Sidecar = new SidecarHandler(new Uri(portals.Urls.First()));
        Portal = new HttpClient { BaseAddress = new Uri(portals.Urls.First()) };
        var store = portals.Services.GetRequiredService<CredentialStore>();
        Credentials = new FakeCredentials((vendor, clinic) => Secret(store, vendor, clinic));
        Handler = NewScraper();
    }

    public FakeTimeProvider Time { get; }

    public FakePublisher Publisher { get; } = new();

    public FakePollStore Store { get; } = new();

    public FakeQuarantineStore Quarantine { get; } = new();

    public FakeRelocationStore Relocations { get; } = new();

    public FakeRobotsStore Robots { get; } = new();

    public FakeSessionStore Sessions { get; } = new();

    public FakeCredentials Credentials { get; }

    public FakeRawArchive Raw { get; } = new();

    public SidecarHandler Sidecar { get; }

    public HttpClient Portal { get; }

    public PollBatchHandler Handler { get; private set; }

    public long Cycle => Slots.CycleAt(0, Time.GetUtcNow());

    public static async Task<ScraperHarness> StartAsync(Func<VendorSimOptions, VendorSimOptions>? change = null)
    {
        // On a due instant of slot 0, so that batches are on time.
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var options = new VendorSimOptions { Port = 0, Patients = 60, Clinics = 4, Seed = 7 };
        var portals = VendorSimApp.Build(change?.Invoke(options) ?? options, time);
        await portals.StartAsync();
        return new ScraperHarness(portals, time);
    }

    /// <summary>A further replica, or the process after a restart.</summary>
    public PollBatchHandler NewScraper(IStepObserver? steps = null, Action<ScraperOptions>? options = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("Scraper:PacingWindow", "00:00:00")]);
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<TimeProvider>(Time);
        if (steps is not null)
            builder.Services.AddSingleton(steps);
        builder.AddScraper();
        // The clock stands still within a batch: a budget that fills up with time would never let a burst go on.
        builder.Services.Configure<ScraperOptions>(o =>
        {
            foreach (var vendor in (string[])["aurora", "borealis", "cygnus"])
                o.Vendors[vendor] = new VendorOptions { RequestsPerSecond = 10_000, Burst = 10_000 };
        });
        if (options is not null)
            builder.Services.Configure(options);
        builder.Services.Replace(ServiceDescriptor.Singleton<IEventPublisher>(Publisher));
        builder.Services.Replace(ServiceDescriptor.Singleton<IPollStore>(Store));
        builder.Services.Replace(ServiceDescriptor.Singleton<IQuarantineStore>(Quarantine));
        builder.Services.Replace(ServiceDescriptor.Singleton<IRelocationStore>(Relocations));
        builder.Services.Replace(ServiceDescriptor.Singleton<IRobotsStore>(Robots));
        builder.Services.Replace(ServiceDescriptor.Singleton<ISessionStore>(Sessions));
        builder.Services.Replace(ServiceDescriptor.Singleton<ICredentialSource>(Credentials));
        builder.Services.Replace(ServiceDescriptor.Singleton<IRawArchive>(Raw));
        builder.Services.AddSingleton(s => new VendorTransport(new HttpMessageInvoker(Sidecar, disposeHandler: false), new Uri("http://sidecar"), null, s.GetRequiredService<IOptions<ScraperOptions>>(), Time));
        var app = builder.Build();
        _scrapers.Add(app);
        return app.Services.GetRequiredService<PollBatchHandler>();
    }

    public void Restart(IStepObserver? steps = null, Action<ScraperOptions>? options = null) => Handler = NewScraper(steps, options);

    /// <summary>A service of the newest scraper.</summary>
    public T Get<T>() where T : notnull => _scrapers[^1].Services.GetRequiredService<T>();

    public T Sim<T>() where T : notnull => _portals.Services.GetRequiredService<T>();

    public IReadOnlyList<PollTarget> Patients(Vendor vendor) =>
    [
        .. _portals.Services.GetRequiredService<PatientDirectory>().All.Where(e => e.Vendor == vendor).Select(e => new PollTarget(e.Patient, e.Clinic, e.PortalRef)),
    ];

    public PollBatch Batch(string vendor, IReadOnlyList<PollTarget> patients, long? cycle = null)
    {
        var k = cycle ?? Cycle;
        return new PollBatch(1, $"{k}:0:{vendor}:0", k, 0, vendor, Slots.Due(k, 0), Slots.Due(k + 1, 0), null, patients);
    }

    public Task<TopicResult> DeliverAsync(PollBatch batch) => Handler.HandleAsync(batch, Context(batch));

    /// <summary>Delivers a batch of these patients in this cycle and gives its results.</summary>
    public async Task<IReadOnlyList<PollResult>> PollAsync(string vendor, params IReadOnlyList<PollTarget> patients)
    {
        var batch = Batch(vendor, patients);
        Assert.Equal(TopicResult.Success, await DeliverAsync(batch));
        return Publisher.Of<PollOutcomes>().Last(o => o.BatchId == batch.BatchId).Polls;
    }

    public void NextCycle() => Time.Advance(TimeSpan.FromSeconds(Slots.Count));

    public async Task InjectAsync(PollTarget patient, string json)
    {
        using var response = await Portal.PostAsync($"/sim/patients/{patient.PortalRef}/events", new StringContent(json));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task FaultAsync(object fault)
    {
        using var response = await Portal.PostAsJsonAsync("/sim/faults", fault);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task NoFaultsAsync() => (await Portal.DeleteAsync("/sim/faults")).Dispose();

    public static TopicContext Context(PollBatch batch) => new(Topics.PollBatches, batch.BatchId, null, new ServiceCollection().BuildServiceProvider(), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        foreach (var scraper in _scrapers)
            await scraper.DisposeAsync();
        Portal.Dispose();
        Sidecar.Dispose();
        await _portals.DisposeAsync();
    }

    private static Credentials? Secret(CredentialStore store, string vendor, string clinic) =>
        store.ToJson()[$"{vendor}-{clinic}"] is { } json ? JsonSerializer.Deserialize(json.GetValue<string>(), CredentialsJson.Default.Credentials) : null;
}
