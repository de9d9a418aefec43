using System.Buffers;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Budgets;
using VectorCare.Scraper.Golden;
using VectorCare.Scraper.Identity;
using VectorCare.Scraper.Markup;
using VectorCare.Scraper.Pages;
using VectorCare.Scraper.Politeness;
using VectorCare.Scraper.Politeness.Robots;
using VectorCare.Scraper.Polling;
using VectorCare.Scraper.PollState;
using VectorCare.Scraper.Quarantine;
using VectorCare.Scraper.Raw;
using VectorCare.Scraper.Relocation;
using VectorCare.Scraper.Structure;
using VectorCare.Scraper.Telemetry;
using VectorCare.Scraper.Tests.Harness;
using VectorCare.Scraper.VendorHealth;
using VectorCare.Scraper.Vendors;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Scraper.Tests.Model;

/// <summary>One process of the scraper: its real parts over the world's portal, state and pub/sub.</summary>
internal sealed class PollReplica : IPollStore, IEventPublisher, IRawArchive, IVendorAdapter, IDisposable
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private static readonly ScraperMetrics Metrics = new(Services.GetRequiredService<IMeterFactory>(), TimeProvider.System);
    private static readonly IOptions<ScraperOptions> Settings = Options.Create(new ScraperOptions { PacingWindow = TimeSpan.Zero, NewPatientsPerSecond = 10_000, VendorDownAfter = 10_000 });
    private static readonly AsyncLocal<PollBatch> Current = new();
    private readonly PollWorld _world;
    private readonly BatchGate _gate;
    private readonly HttpMessageInvoker _nowhere = new(new SocketsHttpHandler());
    private readonly PollBatchHandler[] _handlers;
    private int _deliveries;

    public PollReplica(PollWorld world)
    {
        _world = world;
        _gate = new BatchGate(new Life(), Settings, world.Clock);
        var steps = new NoStepObserver();
        var outages = new VendorOutages(this, this, Metrics, Settings, world.Clock);
        var transport = new VendorTransport(_nowhere, new Uri("http://127.0.0.1"), null, Settings, world.Clock);
        var robots = new RobotsBook(new FakeRobotsStore(), transport, Metrics, Settings, world.Clock);
        var gate = new VendorGate(robots, Settings, world.Clock);
        var transmissions = new TransmissionPublisher(this, new Pseudonyms(Settings), steps, world.Clock);
        var quarantine = new PageQuarantine(new FakeQuarantineStore(), this, this, Metrics, Settings, world.Clock);
        var references = new StructureReferences([]);
        var golden = new GoldenPatients(references, Settings, world.Clock);
        var relocations = new RelocationBook(new FakeRelocationStore(), this, Settings, world.Clock);
        var markup = new MarkupWatch(references, new MarkupClassifier(null), Metrics, Settings);
        var patients = new PatientPoller(transport, gate, new ClinicBudgets(Settings, world.Clock), outages, transmissions, golden, markup, relocations, new Relocator(relocations, golden, world.Clock), quarantine, new KeptPages(this, Metrics), this, Settings, world.Clock);
        var poller = new BatchPoller(patients, new Connectivity(this, steps, quarantine, Settings, world.Clock), Settings, world.Clock);
        PollBatchHandler Handler() => new([this], this, poller, outages, new PollingStops(gate, robots, this, this, Settings, world.Clock), quarantine, new ResultFloors(this, quarantine, Settings, world.Clock), this, steps, Metrics, _gate, Settings, world.Clock, NullLogger<PollBatchHandler>.Instance);
        _handlers = world.Mutation == PollMutation.RunningIsForgotten ? [Handler(), Handler()] : [Handler()];
    }

    public string Name => PollWorld.Vendor;

    public int Version => 1;

    public VolatileMarkers Markers => VolatileMarkers.None;

    public PageShape ShapeOf(string page, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string>? renamed) => new();

    public async Task<TopicResult> HandleAsync(PollBatch batch)
    {
        Current.Value = batch;
        return await _handlers[_deliveries++ % _handlers.Length].HandleAsync(batch, new TopicContext(Topics.PollBatches, batch.BatchId, null, Services, CancellationToken.None));
    }

    public async Task<FetchedPage> FetchAsync(PollContext poll, CancellationToken cancellationToken)
    {
        var sent = await _world.FetchAsync(this, poll.Target.Patient, Current.Value!.Cycle);
        var page = Encoding.UTF8.GetBytes(string.Join('\n', sent.Select(s => s.ToString("O", CultureInfo.InvariantCulture))));
        var rented = ArrayPool<byte>.Shared.Rent(page.Length);
        page.CopyTo(rented, 0);
        return FetchedPage.Of(new VendorReply { Status = 200 }.WithBody(rented, page.Length));
    }

    public Task<ParsedPage> ReadAsync(FetchedPage page, PollContext poll, CancellationToken cancellationToken) => Task.FromResult(ParsedPage.Of(
    [
        .. Encoding.UTF8.GetString(page.Reply!.Body.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => DateTimeOffset.Parse(line, CultureInfo.InvariantCulture)).Where(poll.IsWanted)
            .TakeLast(_world.Mutation == PollMutation.OnlyTheNewest ? 1 : int.MaxValue)
            .Select(at => new ParsedTransmission(PollWorld.Name(at), at, at, new ParsedDevice(null, null, "serial", DeviceKind.Icd), [], [], [], []) { Source = page }),
    ]));

    public ParsedPage ReadKept(FetchedPage page, PollContext poll) => throw new NotSupportedException("No page of this portal is refused.");

    public Task<(bool Answered, byte[]? Content)> FindAsync(Guid patient, string hash, CancellationToken cancellationToken) => throw new NotSupportedException("No page of this portal is refused.");

    public Task PublishAsync<T>(string topic, string eventId, string partitionKey, T data, JsonTypeInfo<T> type, TimeSpan? ttl = null, string? traceparent = null, CancellationToken cancellationToken = default) =>
        _world.PublishAsync(this, eventId, _world.Mutation == PollMutation.OutcomeIsDropped && data is PollOutcomes batch ? batch with { Polls = [.. batch.Polls.SkipLast(1)] } : data!);

    public Task<RawKept> KeepAsync(Guid patient, string vendor, string hash, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => _world.KeepAsync(this, patient, hash);

    public Task<BatchMemory> ReadAsync(string batchId, IReadOnlyCollection<Guid> patients, CancellationToken cancellationToken) => _world.ReadAsync(this, batchId, patients);

    public Task WriteJournalAsync(string batchId, BatchJournal journal, TimeSpan keep, CancellationToken cancellationToken) => _world.WriteJournalAsync(this, batchId, journal);

    public Task WriteStatesAsync(IReadOnlyList<StateChange> changes, IReadOnlyDictionary<Guid, (PatientState State, string Etag)> known, CancellationToken cancellationToken) =>
        _world.WriteStatesAsync(this, changes);

    public Task<(VendorStanding Standing, string Etag)?> ReadStandingAsync(string vendor, CancellationToken cancellationToken) => Task.FromResult(default((VendorStanding, string)?));

    public Task<bool> WriteStandingAsync(string vendor, VendorStanding standing, string? etag, CancellationToken cancellationToken) => Task.FromResult(true);

    public void Dispose()
    {
        _gate.Dispose();
        _nowhere.Dispose();
    }

    private sealed class Life : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
