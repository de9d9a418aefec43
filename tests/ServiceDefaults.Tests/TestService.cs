using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Contracts;
using VectorCare.ServiceDefaults.Auth;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.ServiceDefaults.Tests;

/// <summary>A service with one endpoint of each kind, on a free loopback port.</summary>
internal sealed class TestService : IAsyncDisposable
{
    public const string Key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    private readonly WebApplication _app;

    private TestService(WebApplication app) => _app = app;

    public static FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 23, 20, 0, 0, TimeSpan.Zero));

    public HttpClient Http { get; private set; } = new();

    public static async Task<TestService> StartAsync(Func<Contracts.Messages.SlotVersion, TopicContext, Task<TopicResult>>? handler = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["APP_API_TOKEN"] = "app-token", ["Auth:DevelopmentKey"] = Key, ["urls"] = "http://127.0.0.1:0" });
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.AddServiceDefaults("test");
        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapGet("/names-nobody", () => "open");
        app.MapGet("/sidecar", () => "sidecar").RequireSidecar();
        app.MapGet("/operator", () => "operator").RequireRole(Roles.Operator);
        app.MapTopic(Topics.SlotVersions, ContractsJson.Default.SlotVersion, handler ?? ((_, _) => Task.FromResult(TopicResult.Success)));
        app.MapDeadLetter(Topics.SlotVersions, (letter, _) => Task.FromResult(letter.Id == "e1" ? TopicResult.Success : TopicResult.Drop("no-id")));
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new TestService(app) { Http = new HttpClient { BaseAddress = new Uri(address) } };
    }

    /// <summary>Changes a setting while the service runs.</summary>
    public void Set(string name, string? value)
    {
        _app.Configuration[name] = value;
        ((IConfigurationRoot)_app.Configuration).Reload();
    }

    public async Task<(int Code, string Text)> PostAsSidecarAsync(string path, HttpContent body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body, Headers = { { "dapr-api-token", "app-token" } } };
        using var answer = await Http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
