using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalDapr.Hosting;
using LocalDapr.Mailbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using VectorCare.Alerting;
using VectorCare.Alerting.Summary;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest;
using VectorCare.Ingest.Polls;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Summary;
using VectorCare.Registry;
using VectorCare.Scheduler;
using VectorCare.Scheduler.Ticks;
using VectorCare.Scraper;
using VectorCare.ServiceDefaults.Auth;
using VectorCare.TestKit;
using VendorSim;

namespace VectorCare.EndToEnd.Tests.World;

/// <summary>All services and the simulated vendors in this process, on an in-process LocalDapr host with a movable clock.</summary>
internal sealed partial class VectorCareWorld : IAsyncDisposable
{
    // Of virtual time for each millisecond that is waited; a broker outside takes its own.
    private TimeSpan _step = TimeSpan.FromMilliseconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("vectorcare-e2e-").FullName;
    private readonly List<WebApplication> _apps = [];
    private readonly HttpClient _http = new();
    private readonly Dictionary<string, int> _ports = [];
    private readonly HashSet<string> _answered = [];
    private WebApplication? _vendors;
    private LocalDaprHost? _dapr;
    private SmtpMailbox? _mailbox;

    private VectorCareWorld(DateTimeOffset start) => Time = new VirtualTime(start);

    public VirtualTime Time { get; }

    public IReadOnlyList<WebApplication> Services => _apps;

    public string MailFolder => Path.Combine(_folder, "mail");

    public PollLedger Polls => _apps[3].Services.GetRequiredService<PollLedger>();

    /// <summary>Counts of stored alert events.</summary>
    public AlertLedger StoredAlerts => _apps[3].Services.GetRequiredService<AlertLedger>();

    public DeliveryBoard Alerts => _apps[4].Services.GetRequiredService<DeliveryBoard>();

    /// <summary>Whether somebody acknowledges every red alert at once; else its pages go on.</summary>
    public bool AnswersPages { get; set; }

    /// <summary>Port that webhooks are sent to; nobody listens there unless the test does.</summary>
    public int WebhookPort { get; } = FreePorts.Next();

    public string VendorUrl { get; private set; } = string.Empty;

    public IReadOnlyList<string> Population { get; private set; } = [];

    /// <summary>Starts everything on a component set, the embedded one by default.</summary>
    public static async Task<VectorCareWorld> StartAsync(VendorSimOptions vendors, IReadOnlyDictionary<string, string?>? settings = null, ComponentSet? set = null)
    {
        var world = new VectorCareWorld(new DateTimeOffset(2026, 11, 23, 20, 0, 0, TimeSpan.Zero));
        try
        {
            await world.BeginAsync(vendors, settings ?? new Dictionary<string, string?>(), set ?? new ComponentSet("embedded"));
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Slot of a line of the population.</summary>
    public static int SlotOf(string line) => Slots.Of(Guid.Parse(line.Split(',')[0]));

    /// <summary>Imports lines of the population and gives the instant from which they are due.</summary>
    public async Task<DateTimeOffset> ImportAsync(IEnumerable<string> lines)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url(AppIds.Registry, Routes.ImportPatients)) { Content = new StringContent("patient,clinic,vendor,portal_ref\n" + string.Join('\n', lines) + "\n", new MediaTypeHeaderValue("text/csv")) };
        var import = await WaitAsync(SendAsync(request, Roles.Registrar));
        import.EnsureSuccessStatusCode();
        return (await import.Content.ReadFromJsonAsync<Imported>())!.From;
    }

    /// <summary>Polls imported patients for whole cycles: jumps from due instant to due instant, and waits at each until every patient of its slots has an outcome and what is new has led to its alerts.</summary>
    /// <param name="lines">Lines of the population that were imported.</param>
    /// <param name="after">Instant from which they are due.</param>
    /// <param name="cycles">Number of cycles.</param>
    /// <param name="togetherSeconds">Due instants within so many seconds, counted from the epoch, are one jump: 1 for each by itself.</param>
    public async Task PollAsync(IReadOnlyCollection<string> lines, DateTimeOffset after, int cycles, int togetherSeconds = 1)
    {
        var slots = lines.GroupBy(SlotOf).ToDictionary(g => g.Key, g => g.Count());
        var first = slots.Keys.SelectMany(s => Enumerable.Range(0, cycles).Select(c => (Slot: s, Due: Slots.NextDue(s, after - TimeSpan.FromMilliseconds(1)) + TimeSpan.FromSeconds(c * Slots.Count))));
        var done = Polls.Read(null, null).Done;
        using var events = new EventsForAlerting(_dapr!.Events.Watch());
        foreach (var jump in first.GroupBy(d => d.Due.ToUnixTimeSeconds() / togetherSeconds).OrderBy(j => j.Key))
        {
            done += jump.Sum(d => slots[d.Slot]);
            var due = jump.Max(d => d.Due);
            if (due > Time.Clock.GetUtcNow())
                Time.JumpTo(due);
            await PolledAsync(done, due);
            // A jump would be a delay to what is on its way to its alert or being delivered, mostly in a digest's window.
            await Time.UntilAsync(() => !events.AreUnderWay, _step, TimeSpan.FromMinutes(4));
            await Time.UntilAsync(() => Alerts.Read().Undelivered == 0, _step * 4, TimeSpan.FromMinutes(4));
            if (AnswersPages)
                await AnswerAsync();
        }
    }

    /// <summary>Deletes the tick jobs of all other slots. Without patients they find nothing to do, 300 times a cycle.</summary>
    public async Task TickOnlyAsync(IReadOnlyCollection<int> slots)
    {
        foreach (var slot in Enumerable.Range(0, Slots.Count).Except(slots))
            (await WaitAsync(_http.DeleteAsync(new Uri(_dapr!.App(AppIds.Scheduler).HttpEndpoint, $"v1.0/jobs/{TickJobs.Name(slot)}")))).EnsureSuccessStatusCode();
    }

    private async Task PolledAsync(long done, DateTimeOffset due)
    {
        try
        {
            await Time.UntilAsync(() => Polls.Read(null, null).Done >= done, _step, TimeSpan.FromMinutes(4));
        }
        catch (TimeoutException)
        {
            var polls = Polls.Read(null, null);
            Assert.Fail($"{done - polls.Done} of {done} polls are missing, due at {due:O}: {string.Join("; ", polls.Outcomes.Select(o => o.Key + " " + string.Join(", ", o.Value)))}, duplicated {polls.Duplicated}, lateness at most {polls.LatenessMaxMs} ms.");
        }
    }

    private async Task AnswerAsync()
    {
        foreach (var alert in Alerts.Read().Last.Where(d => d.Severity == AlertSeverity.Red && _answered.Add(d.AlertId)))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Url(AppIds.Alerting, $"/v1/alerts/{alert.AlertId}/acknowledge"));
            using var answer = await WaitAsync(SendAsync(request, Roles.Clinician));
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Lets a task finish while virtual time goes on.</summary>
    public async Task<T> WaitAsync<T>(Task<T> task)
    {
        await Time.UntilAsync(() => task.IsCompleted, TimeSpan.FromMilliseconds(5), TimeSpan.FromMinutes(5));
        return await task;
    }

    /// <summary>Mails in the mailbox, as text.</summary>
    public IReadOnlyList<string> Mails() => [.. Directory.GetFiles(MailFolder, "*.eml").Order(StringComparer.Ordinal).Select(File.ReadAllText)];

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string? role)
    {
        if (role is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", DevelopmentIssuer.Issue(HostedService.IssuerKey, "tester", [role], TimeSpan.FromDays(7), Time.Clock));
        return _http.SendAsync(request);
    }

    /// <summary>Waits in virtual time, and shows what was mailed when it was in vain.</summary>
    public async Task MailedAsync(Func<bool> condition, TimeSpan limit)
    {
        try
        {
            await Time.UntilAsync(condition, _step, limit);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Not mailed within {limit}. Mailed: {string.Join("; ", Mails().Select(m => m.Split('\n').First(l => l.StartsWith("Subject:", StringComparison.OrdinalIgnoreCase)).Trim()))}. Polls: {string.Join("; ", Polls.Read(null, null).Outcomes.Select(o => o.Key + " " + string.Join(",", o.Value)))}");
        }
    }

    /// <summary>Delivery keys in the mailbox: a copy has its original's.</summary>
    public IReadOnlySet<string> DeliveryKeys() => Directory.GetFiles(MailFolder, "*.eml").SelectMany(f =>
    {
        using var mail = MimeMessage.Load(f);
        return DeliveryKey().Matches(mail.HtmlBody ?? string.Empty).Select(m => m.Groups["key"].Value);
    }).ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex("<dt>Delivery key</dt> <dd>(?<key>[^<]+)</dd>", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DeliveryKey();

    public Uri Url(string appId, string path) => new($"http://127.0.0.1:{_ports[appId]}{path}");

    public async Task InjectAsync(string portalRef, string json)
    {
        var answer = await WaitAsync(_http.PostAsync(new Uri($"{VendorUrl}/sim/patients/{portalRef}/events"), new StringContent(json, new MediaTypeHeaderValue("application/json"))));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    // What was still under way when a test failed ends only while the clock moves.
    public async ValueTask DisposeAsync()
    {
        await WaitAsync(Done(StopAsync()));
        _http.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StopAsync()
    {
        foreach (var app in _apps)
            await StopAsync(app);
        if (_dapr is not null)
            await _dapr.DisposeAsync();
        if (_vendors is not null)
            await StopAsync(_vendors);
        if (_mailbox is not null)
            await _mailbox.DisposeAsync();
    }

    private static async Task StopAsync(WebApplication app)
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await app.StopAsync(soon.Token);
        await app.DisposeAsync();
    }

    private async Task BeginAsync(VendorSimOptions vendors, IReadOnlyDictionary<string, string?> own, ComponentSet components)
    {
        var data = Path.Combine(_folder, "data");
        Directory.CreateDirectory(data);
        var csv = Path.Combine(_folder, "population.csv");
        var vendorPort = FreePorts.Next();
        _vendors = VendorSimApp.Build(vendors with { Port = vendorPort, CsvFile = csv, SecretsFile = Path.Combine(data, "secrets.json") }, Time.Clock);
        await AddSecretsAsync(Path.Combine(data, "secrets.json"), components.Database);
        await _vendors.StartAsync();
        VendorUrl = $"http://127.0.0.1:{vendorPort}";
        Population = [.. (await File.ReadAllLinesAsync(csv)).Skip(1)];
        _mailbox = await SmtpMailbox.StartAsync(MailFolder, 0, Time.Clock);
        var set = Path.Combine(_folder, "components");
        if (components.Brokers is not null)
            _step = TimeSpan.FromMilliseconds(4);
        components.CopyTo(set, vendorPort, _mailbox.Port, WebhookPort, data);
        string[] apps = [AppIds.Registry, AppIds.Scheduler, AppIds.Scraper, AppIds.Ingest, AppIds.Alerting];
        foreach (var app in apps)
            _ports[app] = FreePorts.Next();
        _dapr = await LocalDaprHost.StartAsync(new LocalDaprOptions
        {
            Apps = [.. apps.Select(a => new LocalDaprApp { AppId = a, AppPort = _ports[a], AppToken = HostedService.AppToken })],
            ResourcesPaths = [set],
            Clock = Time.Clock,
            DataDirectory = data,
        });
        var settings = new Dictionary<string, string?>(own) { ["Storage:Path"] = Path.Combine(data, "ingest.db") };
        if (components.Database is { } database)
            (settings["Storage:Provider"], settings["Storage:ConnectionString"]) = (nameof(StorageProvider.PostgreSql), database);
        WebApplication Service(string id, Func<WebApplicationBuilder, WebApplicationBuilder> add, Func<WebApplication, WebApplication> map) => HostedService.Build(id, _ports[id], _dapr.App(id), Time.Clock, settings, add, map);
        _apps.AddRange(
        [
            Service(AppIds.Registry, b => b.AddRegistry(), a => a.MapRegistry()),
            Service(AppIds.Scheduler, b => b.AddScheduler(), a => a.MapScheduler()),
            Service(AppIds.Scraper, b => b.AddScraper(), a => a.MapScraper()),
            Service(AppIds.Ingest, b => b.AddIngest(), a => a.MapIngest()),
            Service(AppIds.Alerting, b => b.AddAlerting(), a => a.MapAlerting()),
        ]);
        foreach (var app in _apps)
            await WaitAsync(Done(app.StartAsync()));
        foreach (var app in apps)
            await ReadyAsync(app);
    }

    /// <summary>Pages whose bytes ingest keeps of a patient.</summary>
    public async Task<long> RawPagesAsync(string patient)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "data", "ingest.db")};Mode=ReadOnly");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM raw WHERE patient = $1";
        command.Parameters.AddWithValue("$1", Guid.Parse(patient).ToByteArray());
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task AddSecretsAsync(string file, string? database)
    {
        var secrets = JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsObject();
        secrets["postgres"] = database;
        secrets["storage-master-key"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        await File.WriteAllTextAsync(file, secrets.ToJsonString());
    }

    private async Task ReadyAsync(string appId)
    {
        while (!(await WaitAsync(_http.GetAsync(Url(appId, Routes.Ready)))).IsSuccessStatusCode)
            await WaitAsync(Done(Task.Delay(TimeSpan.FromMilliseconds(100), Time.Clock)));
    }

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }

    private sealed record Imported(DateTimeOffset From);
}
