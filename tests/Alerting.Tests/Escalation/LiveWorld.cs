using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Dapr.Workflow;
using LocalDapr.Hosting;
using LocalDapr.Mailbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VectorCare.Alerting.Files;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.ServiceDefaults;
using VectorCare.ServiceDefaults.Auth;
using VectorCare.TestKit;

namespace VectorCare.Alerting.Tests.Escalation;

/// <summary>The real service on the embedded component set, with LocalDapr and a mailbox in this process. Files and clock outlive service and sidecar.</summary>
internal sealed class LiveWorld : IAsyncDisposable
{
    private const string AppToken = "app-token-of-the-test";
    private const string IssuerKey = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("alerting-").FullName;
    private readonly int[] _ports = [FreePorts.Next(), FreePorts.Next(), FreePorts.Next()];
    private readonly HttpClient _http = new();
    private readonly ClosedPort _nobody = new();
    private readonly Dictionary<string, string?> _settings;
    private SmtpMailbox? _mailbox;
    private LocalDaprHost? _host;
    private WebApplication? _service;
    private Action<IServiceCollection> _replace = _ => { };

    private LiveWorld(Dictionary<string, string?> settings) => _settings = settings;

    public VirtualTime Time { get; } = new(new DateTimeOffset(2026, 11, 23, 20, 0, 0, TimeSpan.Zero));

    public LocalDaprHost Host => _host!;

    public DaprWorkflowClient Workflows => _service!.Services.GetRequiredService<DaprWorkflowClient>();

    public string WorkflowFile => Path.Combine(_folder, "data", "workflow.db");

    /// <summary>Mails in the order of their arrival: recipients and delivery key.</summary>
    public IReadOnlyList<(string To, string Key, string Text)> Mails =>
        [.. Directory.GetFiles(Path.Combine(_folder, "mail"), "*.eml").Order(StringComparer.Ordinal).Select(f => Read(File.ReadAllText(f)))];

    public static async Task<LiveWorld> StartAsync(Dictionary<string, string?>? settings = null, Action<IServiceCollection>? replace = null)
    {
        var world = new LiveWorld(settings ?? []);
        world._replace = replace ?? world._replace;
        Directory.CreateDirectory(Path.Combine(world._folder, "data"));
        await File.WriteAllTextAsync(Path.Combine(world._folder, "data", "secrets.json"), $$"""{"alert-link-key":"{{IssuerKey}}"}""");
        world._mailbox = await SmtpMailbox.StartAsync(Path.Combine(world._folder, "mail"), 0, world.Time.Clock);
        world.CopyComponents();
        await world.StartHostAsync();
        await world.StartServiceAsync(world._replace);
        return world;
    }

    public async Task StartHostAsync() => _host = await LocalDaprHost.StartAsync(new LocalDaprOptions
    {
        Apps = [new LocalDaprApp { AppId = AppIds.Alerting, AppPort = _ports[0], HttpPort = _ports[1], GrpcPort = _ports[2], AppToken = AppToken }],
        ResourcesPaths = [Path.Combine(_folder, "components")],
        Clock = Time.Clock,
        DataDirectory = Path.Combine(_folder, "data"),
    });

    public async Task StopHostAsync()
    {
        await _host!.DisposeAsync();
        _host = null;
        SqliteConnection.ClearAllPools();
    }

    public async Task StartServiceAsync(Action<IServiceCollection>? replace = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(_settings)
        {
            ["urls"] = $"http://127.0.0.1:{_ports[0]}",
            ["DAPR_HTTP_ENDPOINT"] = $"http://127.0.0.1:{_ports[1]}",
            ["DAPR_GRPC_ENDPOINT"] = $"http://127.0.0.1:{_ports[2]}",
            ["APP_API_TOKEN"] = AppToken,
            ["Auth:DevelopmentKey"] = IssuerKey,
            ["Alerting:Links:BaseUrl"] = Url("/").ToString(),
        });
        builder.Services.AddSingleton<TimeProvider>(Time.Clock);
        builder.AddServiceDefaults(AppIds.Alerting);
        builder.AddAlerting();
        (replace ?? (_ => { }))(builder.Services);
        _service = builder.Build();
        _service.UseServiceDefaults();
        _service.MapAlerting();
        await _service.StartAsync();
    }

    /// <summary>Ends the service without letting it finish anything.</summary>
    public async Task KillServiceAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        try
        {
            await _service!.StopAsync(now.Token);
        }
        catch (OperationCanceledException)
        {
            // Killed.
        }

        await _service!.DisposeAsync();
        _service = null;
    }

    public async Task TakeAsync(Transmission transmission)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url(Routes.Event(Topics.Transmissions)));
        request.Headers.Add("dapr-api-token", AppToken);
        request.Content = JsonContent.Create(new { specversion = "1.0", id = transmission.EventId, data = JsonSerializer.SerializeToElement(transmission, ContractsJson.Default.Transmission) }, new MediaTypeHeaderValue("application/cloudevents+json"));
        using var answer = await _http.SendAsync(request).WaitAsync(Patience, TimeProvider.System);
        Assert.Contains("SUCCESS", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>A fibrillation comes in and its first page is delivered.</summary>
    /// <returns>The alert's id.</returns>
    public async Task<string> PageAsync()
    {
        var now = Time.Clock.GetUtcNow();
        await TakeAsync(Build.Transmission(now, "t1", episodes: [Build.Event("1", EpisodeType.Vf, now.AddMinutes(-9))], seenAt: now));
        var alert = (await FileAsync(Build.Patient.ToString("D"))).Alerts.Single().Id;
        await DeliveredAsync(alert, 0);
        Assert.Single(Mails);
        return alert;
    }

    public async Task AcknowledgeAsync(string alertId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url($"/v1/alerts/{alertId}/acknowledge"));
        request.Headers.Authorization = Clinician();
        using var answer = await _http.SendAsync(request).WaitAsync(Patience, TimeProvider.System);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Opens the link of a mail that acknowledges, and presses its button.</summary>
    public async Task PressAsync(string mail)
    {
        var link = new Uri(WebUtility.HtmlDecode(mail.Split("<dt>Your answer</dt> <dd><a href=\"")[1].Split('"')[0]));
        using var answer = await _http.PostAsync(link, null).WaitAsync(Patience, TimeProvider.System);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task SnoozeAsync(string alertId, DateTimeOffset until)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url($"/v1/alerts/{alertId}/snooze")) { Content = JsonContent.Create(new { reason = "patient is called", until }) };
        request.Headers.Authorization = Clinician();
        using var answer = await _http.SendAsync(request).WaitAsync(Patience, TimeProvider.System);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<CaseFile> FileAsync(string subject) =>
        (await _service!.Services.GetRequiredService<CaseFileStore>().ReadAsync(subject, CancellationToken.None)).File!;

    public async Task<string?> OutcomeAsync(string alertId)
    {
        var state = await Workflows.GetWorkflowStateAsync(alertId);
        return !state.Exists ? null : state.RuntimeStatus == WorkflowRuntimeStatus.Completed ? state.ReadOutputAs<string>() : state.RuntimeStatus.ToString();
    }

    /// <summary>Waits in wall-clock time: the clock stands still meanwhile.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var end = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(end) < Patience, "Waited in vain.");
            await Task.Delay(VirtualTime.Grain, TimeProvider.System);
        }
    }

    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <summary>Waits until the alert stands delivered at a page.</summary>
    public Task DeliveredAsync(string alertId, int step) => UntilAsync(async () =>
        (await FileAsync(AlertIds.SubjectOf(alertId)!)).Alerts.Exists(a => a.Id == alertId && a.Step == step && a.Phase == DeliveryPhase.Delivered && a.Outbox.Count == 0));

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
            await KillServiceAsync();
        if (_host is not null)
            await StopHostAsync();
        if (_mailbox is not null)
            await _mailbox.DisposeAsync();
        _http.Dispose();
        _nobody.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private AuthenticationHeaderValue Clinician() => new("Bearer", DevelopmentIssuer.Issue(IssuerKey, "tester", [Roles.Clinician], TimeSpan.FromDays(90), Time.Clock));

    private Uri Url(string path) => new($"http://127.0.0.1:{_ports[0]}{path}");

    private void CopyComponents()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "components")).FullName;
        foreach (var file in Directory.GetFiles(RepositoryPaths.At("components", "embedded"), "*.yaml"))
            File.WriteAllText(Path.Combine(folder, Path.GetFileName(file)), File.ReadAllText(file).Replace("\"7125\"", $"\"{_mailbox!.Port}\"", StringComparison.Ordinal).Replace(":7126", ":" + _nobody.Number, StringComparison.Ordinal));
    }

    private static (string To, string Key, string Text) Read(string mail)
    {
        var lines = mail.Split('\n');
        string Header(string name) => lines.First(l => l.StartsWith(name, StringComparison.OrdinalIgnoreCase))[name.Length..].Trim();
        var key = mail[(mail.IndexOf("<dt>Delivery key</dt> <dd>", StringComparison.Ordinal) + 26)..];
        return (Header("Delivered-To:"), key[..key.IndexOf("</dd>", StringComparison.Ordinal)], mail);
    }
}
