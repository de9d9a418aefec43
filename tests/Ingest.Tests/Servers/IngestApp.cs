using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Contracts;
using VectorCare.Ingest.Storage.Raw;
using VectorCare.ServiceDefaults;
using VectorCare.ServiceDefaults.Auth;
using VectorCare.TestKit;

namespace VectorCare.Ingest.Tests.Servers;

/// <summary>Ingest as a service on a file of its own or on a place given, and how its sidecar and people call it.</summary>
internal sealed class IngestApp : IAsyncDisposable
{
    private const string Token = "app-token";
    private static readonly string Key = Convert.ToBase64String(SHA256.HashData("key"u8));
    private readonly WebApplication _app;

    private IngestApp(WebApplication app, Uri url, string folder, TimeProvider clock) => (_app, Http, Folder, Clock) = (app, new HttpClient { BaseAddress = url }, folder, clock);

    public HttpClient Http { get; }

    public string Folder { get; }

    private TimeProvider Clock { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<IngestApp> StartAsync(FakeTimeProvider clock, Action<IServiceCollection>? replace = null, ILoggerProvider? logs = null, StorePlace? place = null)
    {
        var folder = Directory.CreateTempSubdirectory("ingest-api-").FullName;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        if (logs is not null)
            builder.Logging.AddProvider(logs);
        var url = $"http://127.0.0.1:{FreePorts.Next()}";
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["urls"] = url, ["APP_API_TOKEN"] = Token, ["Auth:DevelopmentKey"] = Key, ["Storage:Path"] = Path.Combine(folder, "ingest.db"), ["Export:Folder"] = folder });
        builder.Configuration.AddInMemoryCollection(place?.Settings ?? new Dictionary<string, string?>());
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.AddServiceDefaults(AppIds.Ingest);
        builder.AddIngest();
        builder.Services.AddSingleton<IMasterKey, FixedMasterKey>();
        replace?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapIngest();
        await app.StartAsync(Stop);
        return new IngestApp(app, new Uri(url), folder, clock);
    }

    /// <summary>What the sidecar does with an event.</summary>
    /// <returns>The status it is told.</returns>
    public Task<string> DeliverAsync(string topic, string id, string data) =>
        PostAsync(Routes.Event(topic), new StringContent($$"""{"specversion":"1.0","id":"{{id}}","data":{{data}}}""", Encoding.UTF8, "application/cloudevents+json"));

    /// <summary>What the sidecar does with an event, or a dead letter: posts the body.</summary>
    /// <returns>The status it is told.</returns>
    public async Task<string> PostAsync(string route, HttpContent content)
    {
        using var response = await SidecarAsync(HttpMethod.Post, route, content);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("status").GetString()!;
    }

    public async Task<HttpResponseMessage> SidecarAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Add("dapr-api-token", Token);
        return await Http.SendAsync(request, Stop);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string role, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", DevelopmentIssuer.Issue(Key, "somebody", [role], TimeSpan.FromHours(9), Clock));
        return await Http.SendAsync(request, Stop);
    }

    /// <summary>A JSON answer of a success.</summary>
    public async Task<JsonElement> AskAsync(HttpMethod method, string path, string role, HttpContent? content = null)
    {
        using var response = await SendAsync(method, path, role, content);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync(Stop)}");
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(Stop)).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    private sealed class FixedMasterKey : IMasterKey
    {
        public ValueTask<byte[]> GetAsync(CancellationToken cancellationToken) => new(SHA256.HashData("test"u8));
    }
}
