using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper;
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
using VendorSim.Cygnus;
using VendorSim.Faults;
using VendorSim.Population;

namespace VectorCare.Bench.Fleet;

/// <summary>A span of time.</summary>
/// <param name="From">Its first instant.</param>
/// <param name="To">The first instant after it.</param>
internal readonly record struct Span(DateTimeOffset From, DateTimeOffset To);

/// <summary>What a poll brought.</summary>
/// <param name="Outcome">Its outcome.</param>
/// <param name="New">Transmissions.</param>
/// <param name="Connectivity">What the scraper says of the patient, or null.</param>
/// <param name="IsMissing">Whether the scraper takes the patient for missing.</param>
internal sealed record FleetPoll(PollOutcome Outcome, IReadOnlyList<Transmission> New, ConnectivityEvent? Connectivity, bool IsMissing);

/// <summary>Simulated portals and the scraper's own way of polling them, with its memory in this process.</summary>
internal sealed class FleetPortals : IAsyncDisposable
{
    /// <summary>So that every story of messages begins after the start.</summary>
    private static readonly TimeSpan LongestStory = TimeSpan.FromDays(400);

    private readonly WebApplication _portals;
    private readonly WebApplication _scraper;
    private readonly PortalHandler _handler;
    private readonly Received _received = new();
    private readonly Dictionary<Guid, PatientState> _states = [];
    private readonly Dictionary<string, IVendorAdapter> _adapters;
    private readonly PatientPoller _poller;
    private readonly Connectivity _connectivity;
    private readonly FleetClock _clock;

    private FleetPortals(WebApplication portals, FleetClock clock)
    {
        _portals = portals;
        _clock = clock;
        _handler = new PortalHandler(new Uri(portals.Urls.First()));
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.Services.AddMetrics().AddSingleton<TimeProvider>(clock);
        builder.AddScraper();
        // The clock stands still within a poll: a budget that fills up with time would never let it go on.
        builder.Services.Configure<ScraperOptions>(o =>
        {
            foreach (var vendor in VendorNames.All)
                o.Vendors[vendor] = new VendorOptions { RequestsPerSecond = 10_000, Burst = 10_000 };
        });
        builder.Services.Replace(ServiceDescriptor.Singleton<IEventPublisher>(_received));
        builder.Services.Replace(ServiceDescriptor.Singleton<IQuarantineStore>(new NoQuarantine()));
        builder.Services.Replace(ServiceDescriptor.Singleton<IRelocationStore>(new Relocations()));
        builder.Services.Replace(ServiceDescriptor.Singleton<IRobotsStore>(new NoRobots()));
        builder.Services.Replace(ServiceDescriptor.Singleton<IPollStore>(new NoStore()));
        builder.Services.Replace(ServiceDescriptor.Singleton<IRawArchive>(new NoArchive()));
        builder.Services.Replace(ServiceDescriptor.Singleton<ISessionStore>(new Sessions()));
        builder.Services.Replace(ServiceDescriptor.Singleton<ICredentialSource>(new Secrets(portals.Services.GetRequiredService<CredentialStore>())));
        builder.Services.AddSingleton(s => new VendorTransport(new HttpMessageInvoker(_handler, disposeHandler: false), new Uri("http://sidecar"), null, s.GetRequiredService<IOptions<ScraperOptions>>(), clock));
        _scraper = builder.Build();
        _poller = _scraper.Services.GetRequiredService<PatientPoller>();
        _connectivity = _scraper.Services.GetRequiredService<Connectivity>();
        _adapters = _scraper.Services.GetServices<IVendorAdapter>().ToDictionary(a => a.Name);
    }

    /// <summary>The patients with their stories: the truth.</summary>
    public SimPopulation Population => _portals.Services.GetRequiredService<SimPopulation>();

    /// <summary>Patients whose transmissions are message files.</summary>
    public Hl7Stories Stories => _portals.Services.GetRequiredService<Hl7Stories>();

    /// <summary>Starts the portals.</summary>
    public static async Task<FleetPortals> StartAsync(FleetPlan plan, FleetClock clock, IEnumerable<(Fault Fault, DateTimeOffset At)> faults, CancellationToken stop)
    {
        var portals = VendorSimApp.Build(new VendorSimOptions { Port = 0, Patients = plan.Patients, Seed = plan.Seed, RateScale = plan.RateScale, Start = clock.Now, Hl7Folder = plan.Messages, Hl7Delay = LongestStory }, clock);
        foreach (var (fault, at) in faults)
            portals.Services.GetRequiredService<FaultBoard>().Add(fault, at);
        await portals.StartAsync(stop);
        var fleet = new FleetPortals(portals, clock);
        fleet.Unlist(plan, clock.Now);
        return fleet;
    }

    /// <summary>When a portal does not list a patient, by position in the population.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<Span>> Unlisted { get; private set; } = new Dictionary<int, IReadOnlyList<Span>>();

    private void Unlist(FleetPlan plan, DateTimeOffset start)
    {
        Unlisted = Population.Timelines.ToDictionary(
            t => t.Patient.Index,
            t => (IReadOnlyList<Span>)[.. Absences.Unlisted(Population.Seed, t.Patient, plan.RateScale, start).Until(start.AddDays(plan.Days)).Select(a => new Span(a.From, a.To))]);
        foreach (var (index, spans) in Unlisted)
        {
            var patient = Population.Timelines[index].Patient;
            foreach (var span in spans)
                _portals.Services.GetRequiredService<FaultBoard>().Add(new Fault { Vendor = patient.Vendor.Id(), PortalRef = patient.PortalRef, ErrorRate = 1, Status = 404, DurationSeconds = (span.To - span.From).TotalSeconds }, span.From);
        }
    }

    /// <summary>Polls a patient now.</summary>
    /// <returns>What it brought.</returns>
    public Task<FleetPoll> PollAsync(SimPatient patient, CancellationToken stop) =>
        PollAsync(patient.Vendor.Id(), new PollTarget(patient.Id, patient.ClinicName, patient.PortalRef), stop);

    /// <summary>Polls a patient of a vendor now.</summary>
    /// <returns>What it brought.</returns>
    public async Task<FleetPoll> PollAsync(string vendor, PollTarget target, CancellationToken stop)
    {
        var slot = Slots.Of(target.Patient);
        var cycle = Slots.CycleAt(slot, _clock.Now);
        var batch = new PollBatch(1, $"{cycle}:{slot}:{vendor}:0", cycle, slot, vendor, _clock.Now, _clock.Now.AddSeconds(Slots.Count), null, [target]);
        _received.Transmissions.Clear();
        _received.Connectivity = null;
        var known = _states.GetValueOrDefault(target.Patient, PatientState.Unknown);
        var poll = await _poller.PollAsync(_adapters[vendor], batch, target, known, batch.Expires, stop);
        if (await _connectivity.CountAsync(batch, target, known, poll, stop) is { } change)
            _states[target.Patient] = change.State;
        return new FleetPoll(poll.Result.Outcome, [.. _received.Transmissions], _received.Connectivity, _states.GetValueOrDefault(target.Patient, PatientState.Unknown).Missing);
    }

    public async ValueTask DisposeAsync()
    {
        await _scraper.DisposeAsync();
        _handler.Dispose();
        await _portals.DisposeAsync();
    }

    private sealed class Received : IEventPublisher
    {
        public List<Transmission> Transmissions { get; } = [];

        public ConnectivityEvent? Connectivity { get; set; }

        public Task PublishAsync<T>(string topic, string eventId, string partitionKey, T data, JsonTypeInfo<T> type, TimeSpan? ttl = null, string? traceparent = null, CancellationToken cancellationToken = default)
        {
            if (data is Transmission transmission)
                Transmissions.Add(transmission);
            if (data is ConnectivityEvent { Patient: not null } connectivity)
                Connectivity = connectivity;
            return Task.CompletedTask;
        }
    }

    /// <summary>States are handed to the poller directly; an outage is not announced to anybody.</summary>
    internal sealed class NoStore : IPollStore
    {
        public Task<BatchMemory> ReadAsync(string batchId, IReadOnlyCollection<Guid> patients, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task WriteJournalAsync(string batchId, BatchJournal journal, TimeSpan keep, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task WriteStatesAsync(IReadOnlyList<StateChange> changes, IReadOnlyDictionary<Guid, (PatientState State, string Etag)> known, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<(VendorStanding Standing, string Etag)?> ReadStandingAsync(string vendor, CancellationToken cancellationToken) => Task.FromResult<(VendorStanding, string)?>(null);

        public Task<bool> WriteStandingAsync(string vendor, VendorStanding standing, string? etag, CancellationToken cancellationToken) => Task.FromResult(true);
    }

    /// <summary>Whom a page hides is in the states.</summary>
    internal sealed class NoQuarantine : IQuarantineStore
    {
        public Task<IReadOnlyList<HiddenSlot>> ReadAllAsync(string vendor, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<(HiddenSlot Slot, string? Etag)> ReadAsync(string vendor, int slot, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> TryWriteAsync(string vendor, HiddenSlot slot, string? etag, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    /// <summary>No vendor here has a robots.txt that is kept to.</summary>
    internal sealed class NoRobots : IRobotsStore
    {
        public Task<(RobotsCopy? Copy, string? Etag)> ReadAsync(string vendor, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task WriteAsync(string vendor, RobotsCopy copy, string? etag, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    /// <summary>Relocations in this process.</summary>
    internal sealed class Relocations : IRelocationStore
    {
        private VendorRelocations _all = VendorRelocations.None;

        public Task<(VendorRelocations Relocations, string? Etag)> ReadAsync(string vendor, CancellationToken cancellationToken) => Task.FromResult((_all, (string?)null));

        public Task<bool> TryWriteAsync(string vendor, VendorRelocations relocations, string? etag, CancellationToken cancellationToken)
        {
            _all = relocations;
            return Task.FromResult(true);
        }
    }

    /// <summary>Nobody asks for the bytes of a fleet's pages.</summary>
    internal sealed class NoArchive : IRawArchive
    {
        public Task<(bool Answered, byte[]? Content)> FindAsync(Guid patient, string hash, CancellationToken cancellationToken) => Task.FromResult((true, (byte[]?)null));

        public Task<RawKept> KeepAsync(Guid patient, string vendor, string hash, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => Task.FromResult(RawKept.Kept);
    }

    private sealed class Sessions : ISessionStore
    {
        private readonly Dictionary<(string, string), ClinicSession> _sessions = [];

        public Task<ClinicSession?> ReadAsync(string vendor, string clinic, CancellationToken cancellationToken) => Task.FromResult(_sessions.GetValueOrDefault((vendor, clinic)));

        public Task WriteAsync(string vendor, string clinic, ClinicSession session, TimeSpan keep, CancellationToken cancellationToken)
        {
            _sessions[(vendor, clinic)] = session;
            return Task.CompletedTask;
        }
    }

    private sealed class Secrets(CredentialStore store) : ICredentialSource
    {
        private readonly System.Text.Json.Nodes.JsonObject _all = store.ToJson();

        public Task<Credentials?> ReadAsync(string vendor, string clinic, CancellationToken cancellationToken) =>
            Task.FromResult(_all[$"{vendor}-{clinic}"] is { } json ? JsonSerializer.Deserialize(json.GetValue<string>(), CredentialsJson.Default.Credentials) : null);
    }
}
