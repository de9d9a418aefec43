using LocalDapr.Mailbox;
using LocalDapr.RunFiles;
using ScaledTime;
using VectorCare.Contracts;
using VectorCare.Demo;
using VectorCare.ServiceDefaults.Health;
using VectorCare.Services;
using VectorCare.Summary;
using VectorCare.Views;
using VectorCare.Webhooks;

namespace VectorCare.Bench.Pipeline;

/// <summary>Everything on the embedded set, with a population that is registered and polled. LocalDapr runs in this process.</summary>
internal sealed class EmbeddedSet : IAsyncDisposable
{
    private static readonly TimeSpan Tell = TimeSpan.FromSeconds(30);
    private readonly PipelinePlan _plan;
    private readonly DemoFolders _folders;
    private readonly Action<string> _progress;
    private readonly string? _scaledClock;
    private readonly DemoSecrets _secrets;
    private SmtpMailbox _mailbox = null!;
    private WebhookInbox _webhooks = null!;

    private EmbeddedSet(PipelinePlan plan, string data, Action<string> progress)
    {
        (_plan, _progress, _folders) = (plan, progress, new DemoFolders(data));
        _secrets = new DemoSecrets { IsLong = plan.IsLong };
        _scaledClock = plan.Speed > 1 ? ClockSettings.Format(TimeProvider.System.GetUtcNow(), plan.Speed) : null;
        Clock = ClockSettings.Parse(_scaledClock);
    }

    /// <summary>The application's clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>The sidecars and apps.</summary>
    public RunFileHost Host { get; private set; } = null!;

    /// <summary>The services.</summary>
    public ServiceApi Api { get; private set; } = null!;

    /// <summary>The polls that have to be.</summary>
    public DuePolls Due { get; } = new();

    /// <summary>Instant after which patients are due, once they are registered.</summary>
    public DateTimeOffset From => Due.From;

    /// <summary>Where the simulated vendors listen.</summary>
    public Uri Vendors => ServiceEndpoints.Of(Host)[ServiceEndpoints.VendorSim];

    /// <summary>Folder of the databases.</summary>
    public string Data => _folders.Data;

    /// <summary>Mails that have been accepted.</summary>
    public int Mails => Directory.EnumerateFiles(_folders.Mail).Count();

    /// <summary>Starts, and returns when every service is ready.</summary>
    /// <param name="plan">Population and speed.</param>
    /// <param name="data">Folder for everything.</param>
    /// <param name="progress">Where to say how far it is.</param>
    /// <param name="stop">Ends the start.</param>
    public static async Task<EmbeddedSet> StartAsync(PipelinePlan plan, string data, Action<string> progress, CancellationToken stop)
    {
        var set = new EmbeddedSet(plan, data, progress);
        try
        {
            await set.StartAsync(stop);
            return set;
        }
        catch
        {
            await set.DisposeAsync();
            throw;
        }
    }

    /// <summary>Registers the population.</summary>
    public async Task RegisterAsync(CancellationToken stop) => Due.Add(Polled, await Api.ImportAsync(Registered, stop));

    /// <summary>Starts services anew while their sidecars stay, and returns when they are ready.</summary>
    /// <param name="services">App ids.</param>
    /// <param name="environment">More for their environment.</param>
    /// <param name="stop">Ends the waiting.</param>
    public async Task RestartAsync(IEnumerable<string> services, IReadOnlyDictionary<string, string> environment, CancellationToken stop)
    {
        await Task.WhenAll(services.Select(s => Host.RestartAsync(s, environment)));
        await Readiness.WaitAsync(Host, Api, stop);
    }

    /// <summary>Waits until the polls due until an instant are done, or lost.</summary>
    /// <param name="until">The instant.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <param name="since">Polls due from this instant on count; null for all since the population is due.</param>
    /// <returns>What ingest counted.</returns>
    public Task<IngestSummary> SettledAsync(DateTimeOffset until, CancellationToken stop, DateTimeOffset? since = null)
    {
        // An import that takes longer than foreseen is postponed; what was polled before that is not counted.
        var from = since ?? From;
        var due = Due.Until(until) - Due.Until(from);
        return Settling.WaitAsync(Api, Clock, until, until + Settling.InFlight, s => Task.FromResult(s.PollsDone >= due), stop, from);
    }

    /// <summary>Waits for an instant, and says now and then how far it is.</summary>
    public async Task UntilAsync(DateTimeOffset instant, CancellationToken stop)
    {
        while ((instant - Clock.GetUtcNow()) / _plan.Speed is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait < Tell ? wait : Tell, TimeProvider.System, stop);
            var now = Clock.GetUtcNow();
            if (wait <= Tell || now <= From)
                continue;
            var ingest = await Api.IngestAsync(now, stop);
            _progress($"cycle {(now - From) / TimeSpan.FromSeconds(Slots.Count):F1}: {ingest.PollsDone} of {Due.Until(now)} polls, {ingest.TransmissionsNew} new, {ingest.Misses} missed, lateness p99 {ingest.LatenessP99Ms:F0} ms");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        if (Host is not null)
            await Host.DisposeAsync();
        if (_webhooks is not null)
            await _webhooks.DisposeAsync();
        if (_mailbox is not null)
            await _mailbox.DisposeAsync();
    }

    private string Polled => Path.Combine(Data, "polled.csv");

    private string Registered => Path.Combine(Data, "registered.csv");

    private async Task StartAsync(CancellationToken stop)
    {
        var options = new DemoOptions(RepositoryRoot.Find(), Data, false, _plan.Simulated, _plan.Speed, null, null, [], _plan.RateScale, null, PipelinePlan.Clinics);
        _folders.Prepare(keep: false);
        await PopulationFiles.WriteAsync(options, _folders, Clock, stop);
        var compiled = Task.Run(() => CompileAhead.Run(typeof(RunFileHost).Assembly, stop), stop);
        await PipelinePopulation.WriteAsync(_folders.Population, Polled, Registered, _plan, stop);
        _mailbox = await SmtpMailbox.StartAsync(_folders.Mail, options.MailPort);
        _webhooks = await WebhookInbox.StartAsync(_folders.Webhooks, options.WebhookPort, stop);
        Host = await RunFileHost.StartAsync(DemoRunFile.Settings(options, _folders, _secrets, Clock, _scaledClock, new LineView(TextWriter.Null), Environment), stop);
        Api = new ServiceApi(ServiceEndpoints.Of(Host), _secrets.IssuerKey, Clock);
        await Readiness.WaitAsync(Host, Api, stop);
        await compiled;
    }

    private Dictionary<string, IReadOnlyDictionary<string, string>> Environment => new()
    {
        ["registry"] = new Dictionary<string, string> { ["Registry__LeadSeconds"] = _plan.LeadSeconds.ToString() },
        ["scraper"] = new Dictionary<string, string> { ["Scraper__NewPatientsPerSecond"] = _plan.NewPatientsPerSecond.ToString("F1") },
    };
}
