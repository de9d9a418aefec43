using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VectorCare.Bench.Fleet;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper;
using VectorCare.Scraper.Golden;
using VectorCare.Scraper.Markup;
using VectorCare.Scraper.Politeness.Robots;
using VectorCare.Scraper.Polling;
using VectorCare.Scraper.PollState;
using VectorCare.Scraper.Quarantine;
using VectorCare.Scraper.Raw;
using VectorCare.Scraper.Relocation;
using VectorCare.Scraper.Sessions;
using VectorCare.Scraper.Structure;
using VectorCare.Scraper.Vendors;
using VectorCare.ServiceDefaults.Events;
using VendorSim;
using VendorSim.Changes;
using VendorSim.Population;

namespace VectorCare.Bench.Markup;

/// <summary>What a poll came to.</summary>
/// <param name="Outcome">Outcome.</param>
/// <param name="Reason">Reason code.</param>
/// <param name="Stored">Event ids of what was published: patient, transmission and hash of what it says.</param>
/// <param name="Markup">What was made of the look of its pages.</param>
internal sealed record MarkupPoll(PollOutcome Outcome, string? Reason, IReadOnlyList<string> Stored, MarkupJudgement? Markup);

/// <summary>A portal before and after a change, polled by the scraper's own adapter, contracts and golden patients.</summary>
internal sealed class MarkupWorld : IAsyncDisposable
{
    private const int PatientsPerClinic = 200;
    private static readonly DateTimeOffset Before = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly FleetClock _clock = new(Before);
    private readonly SimPopulation _population;
    private readonly ChangedPortal _portal;
    private readonly WebApplication _scraper;
    private readonly PatientPoller _poller;
    private readonly IVendorAdapter _adapter;
    private readonly Received _received = new();
    private readonly Dictionary<Guid, PatientState> _known = [];
    private readonly Dictionary<(Guid, bool), HashSet<string>> _truth = [];
    private readonly Dictionary<int, SimPatient[]> _golden = [];
    private readonly IOptions<ScraperOptions> _options;

    private MarkupWorld(Vendor vendor, StructureReferences? references, int clinics)
    {
        _population = new SimPopulation(new VendorSimOptions { Patients = PatientsPerClinic * clinics, Clinics = clinics, RateScale = 60, Start = Before.AddDays(-60), Seed = 11 }, _clock);
        _portal = ChangedPortal.Of(vendor, _population);
        _portal.Now = Before;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.Services.AddMetrics().AddSingleton<TimeProvider>(_clock);
        builder.AddScraper();
        builder.Services.Configure<ScraperOptions>(o =>
        {
            o.NewPatientsPerSecond = 100_000;
            o.Vendors[vendor.Id()] = new VendorOptions { RequestsPerSecond = 10_000, Burst = 10_000 };
        });
        builder.Services.Replace(ServiceDescriptor.Singleton<IEventPublisher>(_received));
        builder.Services.Replace(ServiceDescriptor.Singleton<IRawArchive>(new FleetPortals.NoArchive()));
        builder.Services.Replace(ServiceDescriptor.Singleton<IQuarantineStore>(new FleetPortals.NoQuarantine()));
        builder.Services.Replace(ServiceDescriptor.Singleton<IRelocationStore>(new FleetPortals.Relocations()));
        builder.Services.Replace(ServiceDescriptor.Singleton<IRobotsStore>(new FleetPortals.NoRobots()));
        builder.Services.Replace(ServiceDescriptor.Singleton<IPollStore>(new FleetPortals.NoStore()));
        builder.Services.Replace(ServiceDescriptor.Singleton<ICredentialSource>(new Secrets()));
        builder.Services.Replace(ServiceDescriptor.Singleton<ISessionStore>(new OpenSessions(_clock)));
        builder.Services.AddSingleton(s => new VendorTransport(new HttpMessageInvoker(_portal), new Uri("http://sidecar"), null, s.GetRequiredService<IOptions<ScraperOptions>>(), _clock));
        if (references is not null)
            builder.Services.Replace(ServiceDescriptor.Singleton(references));
        _scraper = builder.Build();
        _options = _scraper.Services.GetRequiredService<IOptions<ScraperOptions>>();
        _poller = _scraper.Services.GetRequiredService<PatientPoller>();
        _adapter = _scraper.Services.GetServices<IVendorAdapter>().Single(a => a.Name == vendor.Id());
    }

    /// <summary>The vendor.</summary>
    public IVendorAdapter Adapter => _adapter;

    /// <summary>Patients with a change, polled once before it.</summary>
    public IReadOnlyList<IGrouping<int, SimPatient>> ByClinic { get; private set; } = [];

    /// <summary>A world where nobody has been polled.</summary>
    public static MarkupWorld Unstarted(Vendor vendor) => new(vendor, null, 1);

    /// <summary>Polls everybody before the change, and again later without one: what is new then is the truth.</summary>
    public static async Task<MarkupWorld> StartAsync(Vendor vendor, CancellationToken stop, StructureReferences? references = null, int clinics = 6)
    {
        var world = new MarkupWorld(vendor, references, clinics);
        world.ByClinic = [.. world._population.Timelines.Select(t => t.Patient).Where(p => p.Vendor == vendor).GroupBy(p => p.Clinic)];
        foreach (var clinic in world.ByClinic)
            world.ChooseGolden(clinic);
        foreach (var patient in world.ByClinic.SelectMany(c => c))
            world._known[patient.Id] = (await world.PollAsync(patient, PatientState.Unknown, stop)).State;
        foreach (var golden in world._golden.Values)
            world.Publish(golden);
        world.Later(TimeSpan.FromDays(1));
        foreach (var patient in world.ByClinic.SelectMany(c => c))
        {
            foreach (var isNew in (bool[])[false, true])
                world._truth[(patient.Id, isNew)] = [.. (await world.PollAsync(patient, isNew, stop)).Stored];
        }

        return world;
    }

    /// <summary>What a poll of a patient must store, if anything.</summary>
    public HashSet<string> TruthOf(SimPatient patient, bool isNew) => _truth[(patient.Id, isNew)];

    /// <summary>Plays a change for a cycle of some patients of a clinic, and its golden ones.</summary>
    /// <returns>Their polls; null when the change changes nothing on any page that was asked for.</returns>
    public async Task<List<(SimPatient Patient, bool IsNew, MarkupPoll Poll)>?> PlayAsync(PortalChange change, int some, CancellationToken stop)
    {
        var random = new Random(change.Seed);
        var clinic = ByClinic[random.Next(ByClinic.Count)];
        var golden = _golden[clinic.Key];
        var patients = clinic.Where(p => !golden.Contains(p)).ToArray();
        random.Shuffle(patients);
        var asked = patients.Take(some).Concat(golden).ToArray();
        random.Shuffle(asked);
        Later(TimeSpan.FromSeconds(Slots.Count));
        _portal.Change = change;
        _portal.TakeTouched();
        var polls = new List<(SimPatient Patient, bool IsNew, MarkupPoll Poll)>();
        foreach (var patient in asked)
        {
            var isNew = !golden.Contains(patient) && random.Next(8) == 0;
            polls.Add((patient, isNew, await PollAsync(patient, isNew, stop)));
        }

        return _portal.TakeTouched() ? polls : null;
    }

    /// <summary>Polls a patient as it was known before the change, or one never polled.</summary>
    private async Task<MarkupPoll> PollAsync(SimPatient patient, bool isNew, CancellationToken stop)
    {
        var poll = await PollAsync(patient, isNew ? PatientState.Unknown : _known[patient.Id], stop);
        return new MarkupPoll(poll.Result.Outcome, poll.Result.Reason, [.. _received.Ids], poll.Markup);
    }

    public async ValueTask DisposeAsync()
    {
        await _scraper.DisposeAsync();
        _portal.Dispose();
    }

    private Task<PatientPoll> PollAsync(SimPatient patient, PatientState state, CancellationToken stop)
    {
        _received.Ids.Clear();
        var target = new PollTarget(patient.Id, patient.ClinicName, patient.PortalRef);
        var batch = new PollBatch(1, "markup", 1, 0, _adapter.Name, _clock.Now, _clock.Now.AddSeconds(Slots.Count), null, [target]);
        return _poller.PollAsync(_adapter, batch, target, state, batch.Expires, stop);
    }

    // All portals show the pages of the same instant; only the clock goes on.
    private void Later(TimeSpan time)
    {
        _clock.Now += time;
        if (_truth.Count == 0)
            _portal.Now = _clock.Now;
    }

    // Between them they have a value everywhere, none of them zero, and an absent one wherever one may be absent.
    private void ChooseGolden(IGrouping<int, SimPatient> clinic)
    {
        var treated = new Dictionary<string, double> { ["ventricularRate"] = 187, ["atrialRate"] = 88, ["duration"] = 9, ["shocks"] = 1, ["atp"] = 3 };
        var fibrillation = new Dictionary<string, double> { ["duration"] = 7_200 };
        SimPatient[] resynchronised = [.. clinic.Where(p => p.Device.Family == DeviceFamily.CrtD)];
        foreach (var patient in resynchronised)
            Newest(patient, EventKind.AtAf, fibrillation, Before.AddMinutes(-10));
        var full = resynchronised.First(p => IsFull(Newest(p, EventKind.Vt, treated, Before.AddSeconds(-30))));
        var untreated = resynchronised.Last(p => p != full);
        _golden[clinic.Key] = [full, untreated];
        foreach (var golden in _golden[clinic.Key])
            _portal.Freeze(golden, Before);
    }

    private Report Newest(SimPatient patient, EventKind kind, Dictionary<string, double> values, DateTimeOffset at)
    {
        var timeline = _population.Find(patient.PortalRef)!;
        _population.Inject(timeline, kind, values, at, TimeSpan.Zero);
        return timeline.At(Before).Newest;
    }

    private static bool IsFull(Report report) =>
        report is { Statistics: { AtrialBurden: > 0, FluidIndex: > 0 }, Battery: { LongevityMonths: not null, ChargeTime: not null } }
        && report.Leads.All(l => l is { Threshold: not null, Sensing: not null, Impedance: > 0 });

    private void Publish(SimPatient[] golden) => _options.Value.Golden[$"{_adapter.Name}-{golden[0].ClinicName}"] =
    [
        .. golden.Select(p => new GoldenPatientOptions
        {
            PortalRef = p.PortalRef,
            Received = _known[p.Id].Watermark!.Value,
            ContentHash = _known[p.Id].AtWatermark!.Values.Single().Split('-')[1],
        }),
    ];

    private sealed class Received : IEventPublisher
    {
        public List<string> Ids { get; } = [];

        public Task PublishAsync<T>(string topic, string eventId, string partitionKey, T data, JsonTypeInfo<T> type, TimeSpan? ttl = null, string? traceparent = null, CancellationToken cancellationToken = default)
        {
            if (data is Transmission)
                Ids.Add(eventId);
            return Task.CompletedTask;
        }
    }

    private sealed class Secrets : ICredentialSource
    {
        public Task<Credentials?> ReadAsync(string vendor, string clinic, CancellationToken cancellationToken) => Task.FromResult<Credentials?>(new Credentials("user", "password", "key"));
    }

    /// <summary>Every clinic is signed in.</summary>
    private sealed class OpenSessions(TimeProvider time) : ISessionStore
    {
        public Task<ClinicSession?> ReadAsync(string vendor, string clinic, CancellationToken cancellationToken) =>
            Task.FromResult<ClinicSession?>(new ClinicSession("AURORASESSION=1", time.GetUtcNow(), time.GetUtcNow().AddMinutes(20)));

        public Task WriteAsync(string vendor, string clinic, ClinicSession session, TimeSpan keep, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
