using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Alerting.Charts;
using VectorCare.Alerting.Clinics;
using VectorCare.Alerting.Delivery;
using VectorCare.Alerting.Delivery.Fhir;
using VectorCare.Alerting.Delivery.Limits;
using VectorCare.Alerting.Delivery.Mail;
using VectorCare.Alerting.Delivery.Sms;
using VectorCare.Alerting.Delivery.Webhook;
using VectorCare.Alerting.Episodes;
using VectorCare.Alerting.Escalation;
using VectorCare.Alerting.Feedback;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Inbox;
using VectorCare.Alerting.Ladder;
using VectorCare.Alerting.Rules;
using VectorCare.Alerting.Rules.Loading;
using VectorCare.Alerting.Rules.Thresholds;
using VectorCare.Alerting.Signing;
using VectorCare.Alerting.Stages;
using VectorCare.Alerting.Summary;
using VectorCare.Alerting.Sweep;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.ServiceDefaults.Events;
using VectorCare.TestKit;

namespace VectorCare.Alerting.Tests;

/// <summary>What outlives a process: state, pub/sub, mailboxes, the clock.</summary>
internal sealed class World
{
    public static readonly RuleCatalogue Catalogue = RuleLoader.LoadEmbedded();

    private readonly VirtualTime _virtual = new(new DateTimeOffset(2025, 6, 10, 12, 0, 0, TimeSpan.Zero));

    public FakeTimeProvider Time => _virtual.Clock;

    public ConcurrentDictionary<string, (byte[] Bytes, long ETag)> Documents { get; } = new();

    public ConcurrentQueue<AlertEvent> Published { get; } = new();

    public ConcurrentQueue<(string Binding, IReadOnlyDictionary<string, string> Metadata, string Body)> Sent { get; } = new();

    /// <summary>Whether workflows can be started.</summary>
    public bool WorkflowsRun { get; set; } = true;

    public ConcurrentDictionary<string, PageStep> Workflows { get; } = new();

    public ConcurrentQueue<string> Told { get; } = new();

    /// <summary>Whether inboxes can be reached.</summary>
    public bool InboxesRun { get; set; } = true;

    /// <summary>Roomy limits, unless a test is about them: time stands still.</summary>
    public LimitOptions Limits { get; init; } = new() { Mail = new() { Calls = 1_000_000 }, Webhook = new() { Calls = 1_000_000 } };

    public Replica.MemoryKeys Keys { get; } = new();

    public ConcurrentDictionary<string, InboxState> Inboxes { get; } = new();

    /// <summary>What a binding answers; it has acted unless the answer says it has not.</summary>
    public Func<string, BindingReply> Answer { get; set; } = _ => new BindingReply(DeliveryResult.Accepted, 200, default);

    public IEnumerable<string> KeysSent => Sent.Select(s => s.Metadata.TryGetValue("Idempotency-Key", out var key) ? key : s.Metadata["subject"].Split('[', ']')[^2]);

    /// <summary>Moves the clock on until something that waits for it is done.</summary>
    public async Task DoneAsync(Task work)
    {
        await _virtual.UntilAsync(() => work.IsCompleted, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(5));
        await work;
    }

    public CaseFile? File(string subject) =>
        Documents.TryGetValue(CaseFile.KeyOf(subject), out var found) ? JsonSerializer.Deserialize(found.Bytes, AlertingJson.Default.CaseFile) : null;

    public IEnumerable<AlertRecord> Alerts(Guid? patient = null) => File((patient ?? Build.Patient).ToString("D"))?.Alerts ?? [];

    public Replica Start(Fuse? fuse = null, ThresholdOptions? thresholds = null, ClinicOptions? clinics = null, RuleCatalogue? rules = null) => new(this, fuse ?? new Fuse(int.MaxValue), thresholds, clinics, rules ?? Catalogue);
}

/// <summary>Kills a process at its n-th step towards the outside.</summary>
internal sealed class Fuse(int at)
{
    private int _steps;

    public int Steps => _steps;

    public void Step()
    {
        if (Interlocked.Increment(ref _steps) >= at)
            throw new ProcessKilledException();
    }
}

internal sealed class ProcessKilledException : Exception;

/// <summary>A process of the service.</summary>
internal sealed class Replica
{
    private readonly World _world;

    public Replica(World world, Fuse fuse, ThresholdOptions? thresholdOptions, ClinicOptions? clinicOptions, RuleCatalogue rules)
    {
        _world = world;
        var metrics = new AlertingMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
        var options = Options.Create(new DeliveryOptions { Limits = world.Limits });
        var documents = new MemoryDocuments(world, fuse);
        Documents = documents;
        Publisher = new MemoryPublisher(world, fuse);
        var store = new CaseFileStore(documents);
        var coalesced = new CoalescedDocuments(documents);
        var index = new SweepIndex(coalesced, documents);
        var thresholds = new ThresholdBook(World.Catalogue, Options.Create(thresholdOptions ?? new ThresholdOptions()));
        var reader = new EpisodeReader(rules);
        var binding = new MemoryBinding(world, fuse);
        Binding = binding;
        Providers = new Providers(binding, options, world.Time, metrics);
        Board = new DeliveryBoard(world.Time);
        var plan = new EscalationPlan(Options.Create(new EscalationOptions()));
        var episodes = new MemoryEpisodes(world, fuse, page => new PageActivity(Pipeline!, store, plan, world.Time).RunAsync(null!, page));
        Episodes = episodes;
        var outbox = new Outbox(Publisher, store, Board, episodes, metrics);
        var ladder = new AlertLadder([new MailChannel(Providers, options), new WebhookChannel(Providers, world.Keys, world.Time), new SmsChannel(Providers), new FhirChannel(Providers)], World.Catalogue, new AlertLinks(Options.Create(new AlertLinkOptions()), world.Keys, world.Time), options, world.Time, metrics);
        // Unless a test is about digests, every alert goes on its own.
        Inboxes = new MemoryInboxes(world, fuse, () => Desk!);
        var directory = new ClinicDirectory(Options.Create(clinicOptions ?? new ClinicOptions { Inbox = new InboxOptions { DigestSeconds = 0 } }));
        IAlertStage[] stages =
        [
            new MatchStage(rules, new ChartEntryReader(World.Catalogue), reader, thresholds, new CaseFileTrimmer(reader), plan),
            new DedupeStage(),
            new InhibitStage(World.Catalogue, store),
            new GroupStage(directory),
            new RouteStage(directory, plan),
            new DeliverStage(ladder, episodes, Inboxes, store),
            new RecordStage(store, outbox, Board, options),
        ];
        OpenAlerts = new OpenAlerts(coalesced, documents);
        Pipeline = new AlertPipeline(stages, store, index, OpenAlerts, World.Catalogue, thresholds, options, world.Time, metrics);
        Desk = new InboxDesk(directory, ladder, store, outbox, Board, index, Pipeline, options, world.Time);
        Sweep = new SweepService(index, Pipeline, options, world.Time, metrics, NullLogger<SweepService>.Instance);
    }

    public IDocuments Documents { get; }

    public IEventPublisher Publisher { get; }

    public IBinding Binding { get; }

    public Providers Providers { get; }

    public IEpisodeWorkflows Episodes { get; }

    public AlertPipeline Pipeline { get; }

    public SweepService Sweep { get; }

    public DeliveryBoard Board { get; }

    public InboxDesk Desk { get; }

    public IClinicInboxes Inboxes { get; }

    public OpenAlerts OpenAlerts { get; }

    public Task TakeAsync(Transmission transmission) => Pipeline.RunAsync(new Arrival(transmission.Patient.ToString("D"), transmission), CancellationToken.None);

    public Task TakeAsync(ConnectivityEvent connectivity) =>
        Pipeline.RunAsync(new Arrival(connectivity.Patient?.ToString("D") ?? CaseFile.VendorSubject(connectivity.Vendor, connectivity.Page), Connectivity: connectivity), CancellationToken.None);

    /// <summary>Moves the clock on and sweeps as the service would, every 5 s.</summary>
    public async Task SweepForAsync(TimeSpan span)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += TimeSpan.FromSeconds(5))
        {
            _world.Time.Advance(TimeSpan.FromSeconds(5));
            await Sweep.SweepAsync(CancellationToken.None);
        }
    }

    private sealed class MemoryDocuments(World world, Fuse fuse) : IDocuments
    {
        public Task<(ReadOnlyMemory<byte> Bytes, string? ETag)> ReadAsync(string key, CancellationToken cancellationToken)
        {
            fuse.Step();
            return Task.FromResult<(ReadOnlyMemory<byte>, string?)>(world.Documents.TryGetValue(key, out var found) ? (found.Bytes, found.ETag.ToString()) : (default, null));
        }

        public Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
        {
            fuse.Step();
            return Task.FromResult<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>(
                keys.Where(world.Documents.ContainsKey).ToDictionary(k => k, k => (ReadOnlyMemory<byte>)world.Documents[k].Bytes));
        }

        public async Task<bool> TryWriteAsync(string key, ReadOnlyMemory<byte> bytes, string? etag, CancellationToken cancellationToken)
        {
            await Task.Yield();
            fuse.Step();
            var written = etag is null
                ? world.Documents.TryAdd(key, (bytes.ToArray(), 1))
                : world.Documents.TryGetValue(key, out var old) && old.ETag.ToString() == etag && world.Documents.TryUpdate(key, (bytes.ToArray(), old.ETag + 1), old);
            fuse.Step();
            return written;
        }
    }

    private sealed class MemoryPublisher(World world, Fuse fuse) : IEventPublisher
    {
        public Task PublishAsync<T>(string topic, string eventId, string partitionKey, T data, JsonTypeInfo<T> type, TimeSpan? ttl = null, string? traceparent = null, CancellationToken cancellationToken = default)
        {
            Assert.Equal(Topics.Alerts, topic);
            fuse.Step();
            world.Published.Enqueue((AlertEvent)(object)data!);
            fuse.Step();
            return Task.CompletedTask;
        }
    }

    /// <summary>Workflows that run their first page at once, within the start.</summary>
    private sealed class MemoryEpisodes(World world, Fuse fuse, Func<PageStep, Task<PageAdvice>> page) : IEpisodeWorkflows
    {
        public async Task<bool> StartAsync(PageStep first, CancellationToken cancellationToken)
        {
            fuse.Step();
            if (!world.WorkflowsRun)
                return false;
            if (world.Workflows.TryAdd(first.AlertId, first))
                await page(first);
            fuse.Step();
            return true;
        }

        public Task TellAsync(string alertId, CancellationToken cancellationToken)
        {
            world.Told.Enqueue(alertId);
            return Task.CompletedTask;
        }
    }

    internal sealed class MemoryKeys : ISigningKeys
    {
        public Dictionary<string, byte[]> Keys { get; } = [];

        public Task<byte[]?> ReadAsync(string secret, CancellationToken cancellationToken) => Task.FromResult(Keys.GetValueOrDefault(secret));
    }

    private sealed class MemoryInboxes(World world, Fuse fuse, Func<InboxDesk> desk) : IClinicInboxes
    {
        public async Task<DateTimeOffset?> AddAsync(string clinic, WaitingAlert alert, CancellationToken cancellationToken)
        {
            fuse.Step();
            if (!world.InboxesRun)
                return null;
            var state = world.Inboxes.GetOrAdd(clinic, _ => new InboxState());
            await desk().AddAsync(clinic, state, alert);
            fuse.Step();
            return state.DueAt ??= desk().DueOf(clinic, state, world.Time.GetUtcNow());
        }
    }

    private sealed class MemoryBinding(World world, Fuse fuse) : IBinding
    {
        public Task<BindingReply> InvokeAsync(string name, string operation, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
        {
            fuse.Step();
            var reply = world.Answer(name);
            if (reply.Result is DeliveryResult.Accepted or DeliveryResult.Unknown)
                world.Sent.Enqueue((name, metadata, Encoding.UTF8.GetString(data.Span)));
            fuse.Step();
            return Task.FromResult(reply);
        }
    }
}
