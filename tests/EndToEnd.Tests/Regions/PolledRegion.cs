using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Dapr.Client;
using LocalDapr.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using VectorCare.Contracts;
using VectorCare.EndToEnd.Tests.World;
using VectorCare.Registry;
using VectorCare.Scheduler;
using VectorCare.Scheduler.Regions;
using VectorCare.Scheduler.State;
using VectorCare.ServiceDefaults.Auth;
using VectorCare.ServiceDefaults.Events;
using VectorCare.TestKit;

namespace VectorCare.EndToEnd.Tests.Regions;

/// <summary>A poll that reached a scraper.</summary>
internal sealed record RegionPoll(string Region, Guid Patient, long Cycle, DateTimeOffset At);

/// <summary>A region: a LocalDapr host of its own with registry, scheduler and, in place of a scraper, one that writes down what it is to poll. Lease store and time are shared; the region's clock is off by a little.</summary>
internal sealed class PolledRegion : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vectorcare-region-").FullName;
    private readonly List<WebApplication> _apps = [];
    private readonly Dictionary<string, int> _ports = [];
    private readonly HttpClient _http = new();
    private readonly TimeProvider _clock;
    private readonly ConcurrentBag<RegionPoll> _polls;
    private LocalDaprHost? _dapr;
    private int _busy;

    private PolledRegion(string name, TimeProvider clock, ConcurrentBag<RegionPoll> polls)
    {
        Name = name;
        _clock = clock;
        _polls = polls;
    }

    public string Name { get; }

    /// <summary>While true no call reaches the lease store, and none is refused either.</summary>
    public bool CutOff { get; set; }

    /// <summary>While true the scheduler is at work with a tick or a lease: time that went on meanwhile would be a delay.</summary>
    public bool Busy => Volatile.Read(ref _busy) > 0;

    public bool Ready => _apps.TrueForAll(a => a.Services.GetService<LeaseBook>()?.Leases.Any() != false);

    public static async Task<PolledRegion> StartAsync(string name, IReadOnlyList<string> all, string leaseFile, TimeProvider clock, ConcurrentBag<RegionPoll> polls)
    {
        var region = new PolledRegion(name, clock, polls);
        await region.BeginAsync(all, leaseFile);
        return region;
    }

    public async Task<DateTimeOffset> ImportAsync(string csv)
    {
        using var answer = await SendAsync(AppIds.Registry, Routes.ImportPatients, Roles.Registrar, new StringContent(csv, new MediaTypeHeaderValue("text/csv")));
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<Imported>())!.From;
    }

    public async Task CommandAsync(string home, string command)
    {
        using var answer = await SendAsync(AppIds.Scheduler, $"{Routes.Regions}/{home}/{command}", Roles.Operator, content: null);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<RegionsStatus> StatusAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Url(AppIds.Scheduler, Routes.Regions)) { Headers = { Authorization = Token(Roles.Operator) } };
        using var answer = await _http.SendAsync(request);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<RegionsStatus>())!;
    }

    /// <summary>The region goes down, all at once.</summary>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        foreach (var app in _apps)
        {
            await app.StopAsync(now.Token);
            await app.DisposeAsync();
        }

        _apps.Clear();
        if (_dapr is not null)
            await _dapr.DisposeAsync();
        _dapr = null;
        _http.Dispose();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private async Task BeginAsync(IReadOnlyList<string> all, string leaseFile)
    {
        var set = Path.Combine(_folder, "components");
        var data = Path.Combine(_folder, "data");
        Directory.CreateDirectory(data);
        new ComponentSet("embedded").CopyTo(set, FreePorts.Next(), FreePorts.Next(), FreePorts.Next(), data);
        var state = Path.Combine(set, "state.yaml");
        await File.WriteAllTextAsync(state, (await File.ReadAllTextAsync(state)).Replace("value: leases.db", "value: " + leaseFile, StringComparison.Ordinal));
        string[] apps = [AppIds.Registry, AppIds.Scheduler, AppIds.Scraper];
        foreach (var app in apps)
            _ports[app] = FreePorts.Next();
        await File.WriteAllTextAsync(Path.Combine(data, "secrets.json"), "{}");
        _dapr = await LocalDaprHost.StartAsync(new LocalDaprOptions
        {
            Apps = [.. apps.Select(a => new LocalDaprApp { AppId = a, AppPort = _ports[a], AppToken = HostedService.AppToken })],
            ResourcesPaths = [set],
            Clock = _clock,
            DataDirectory = data,
        });
        var settings = new Dictionary<string, string?> { ["Scheduler:Regions:Own"] = Name };
        foreach (var (region, i) in all.Select((r, i) => (r, i)))
            settings[$"Scheduler:Regions:All:{i}"] = settings[$"Registry:Regions:{i}"] = region;
        WebApplication Service(string id, Func<WebApplicationBuilder, WebApplicationBuilder> add, Func<WebApplication, WebApplication> map) => HostedService.Build(id, _ports[id], _dapr.App(id), _clock, settings, add, map);
        _apps.Add(Service(AppIds.Registry, b => b.AddRegistry(), a => a.MapRegistry()));
        _apps.Add(Service(AppIds.Scraper, b => b, MapPolls));
        _apps.Add(Service(AppIds.Scheduler, AddScheduler, MapScheduler));
        await Task.WhenAll(_apps.Select(a => a.StartAsync()));
    }

    private WebApplicationBuilder AddScheduler(WebApplicationBuilder builder)
    {
        builder.AddScheduler();
        builder.Services.AddSingleton<IFirstWriteStore<Lease>>(s =>
            new WayToLeases(this, new DaprFirstWriteStore<Lease>(s.GetRequiredService<DaprClient>(), ComponentNames.LeaseStore, LeaseJson.Default.Lease, ttlSeconds: null)));
        return builder;
    }

    private WebApplication MapScheduler(WebApplication app)
    {
        app.Use((http, next) => WorkAsync(async () =>
        {
            await next(http);
            return true;
        }));
        return app.MapScheduler();
    }

    private async Task<T> WorkAsync<T>(Func<Task<T>> work)
    {
        Interlocked.Increment(ref _busy);
        try
        {
            return await work();
        }
        finally
        {
            Interlocked.Decrement(ref _busy);
        }
    }

    private WebApplication MapPolls(WebApplication app)
    {
        app.MapTopic(Topics.PollBatches, ContractsJson.Default.PollBatch, (batch, _) =>
        {
            foreach (var poll in batch.Polls)
                _polls.Add(new RegionPoll(Name, poll.Patient, batch.Cycle, _clock.GetUtcNow()));
            return Task.FromResult(TopicResult.Success);
        });
        return app;
    }

    private async Task<HttpResponseMessage> SendAsync(string app, string path, string role, HttpContent? content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url(app, path)) { Content = content, Headers = { Authorization = Token(role) } };
        return await _http.SendAsync(request);
    }

    private Uri Url(string app, string path) => new($"http://127.0.0.1:{_ports[app]}{path}");

    private AuthenticationHeaderValue Token(string role) => new("Bearer", DevelopmentIssuer.Issue(HostedService.IssuerKey, "tester", [role], TimeSpan.FromDays(1), _clock));

    private sealed record Imported(DateTimeOffset From);

    /// <summary>The way to the third place, which can be cut.</summary>
    private sealed class WayToLeases(PolledRegion region, IFirstWriteStore<Lease> leases) : IFirstWriteStore<Lease>
    {
        public Task<(Lease Value, string ETag)?> ReadAsync(string key, CancellationToken cancellationToken) =>
            region.CutOff ? Never<(Lease, string)?>(cancellationToken) : region.WorkAsync(() => leases.ReadAsync(key, cancellationToken));

        public Task<bool> TryWriteAsync(string key, Lease value, string? etag, CancellationToken cancellationToken) =>
            region.CutOff ? Never<bool>(cancellationToken) : region.WorkAsync(() => leases.TryWriteAsync(key, value, etag, cancellationToken));

        private static async Task<T> Never<T>(CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        }
    }
}
