using System.Net;
using LocalDapr.Faults;
using LocalDapr.Hosting;
using Microsoft.Extensions.Time.Testing;
using VectorCare.TestKit;

namespace LocalDapr.Tests.Hosting;

public sealed class ObservationTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly TemporaryFolder _folder = new();
    private PlayedApp _app = null!;
    private LocalDaprHost _dapr = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await PlayedApp.StartAsync();
        _app.Config = """{"entities":["Counter"]}""";
        _app.Subscriptions = """[{"pubsubname":"bus","topic":"t","route":"/on/t"}]""";
        await File.WriteAllTextAsync(_folder.At("secrets.json"), """{"key":"hidden"}""");
        await File.WriteAllTextAsync(_folder.At("all.yaml"), string.Join(
            "\n---\n",
            Component("store", "state.in-memory", "{name: actorStateStore, value: \"true\"}"),
            Component("bus", "pubsub.in-memory", ""),
            Component("files", "bindings.localstorage", $"{{name: rootPath, value: {_folder.At("files")}}}"),
            Component("secrets", "secretstores.local.file", $"{{name: secretsFile, value: {_folder.At("secrets.json")}}}")));
        _dapr = await LocalDaprHost.StartAsync(new LocalDaprOptions { Apps = [new LocalDaprApp { AppId = "app", AppPort = _app.Port }], ResourcesPaths = [_folder.At("all.yaml")], Clock = _clock });
        _client = new HttpClient { BaseAddress = _dapr.App("app").HttpEndpoint };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _dapr.DisposeAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("/v1.0/invoke/app/method/m", "{}", SidecarEventKind.Invoked, "app", "POST /m")]
    [InlineData("/v1.0/actors/Counter/1/method/add", "{}", SidecarEventKind.Invoked, "Counter/1", "add")]
    [InlineData("/v1.0/publish/bus/other", "{}", SidecarEventKind.Published, "bus", "other")]
    [InlineData("/v1.0/state/store", """[{"key":"k","value":1}]""", SidecarEventKind.Wrote, "store", "upsert k")]
    [InlineData("/v1.0/state/store/transaction", """{"operations":[{"operation":"delete","request":{"key":"k"}}]}""", SidecarEventKind.Wrote, "store", "delete k")]
    [InlineData("/v1.0/bindings/files", """{"operation":"create","data":"x","metadata":{"fileName":"f"}}""", SidecarEventKind.Bound, "files", "create")]
    [InlineData("/v1.0-alpha1/jobs/tick", """{"dueTime":"1h"}""", SidecarEventKind.Scheduled, "job", "tick")]
    public async Task Watch_Call_ShowsIt(string path, string body, SidecarEventKind kind, string target, string detail)
    {
        using var watch = _dapr.Events.Watch();
        await PostAsync(path, body);
        await SeenAsync(watch, kind, target, detail);
    }

    [Fact]
    public async Task TryRead_OneThingHappened_GivesItOnce()
    {
        using var watch = _dapr.Events.Watch();
        Assert.False(watch.TryRead(out _));
        await PostAsync("/v1.0/state/store", """[{"key":"k","value":1}]""");
        Assert.True(watch.TryRead(out var occurrence));
        Assert.Equal((SidecarEventKind.Wrote, "upsert k"), (occurrence.Kind, occurrence.Detail));
        Assert.False(watch.TryRead(out _));
    }

    [Fact]
    public async Task Watch_Callbacks_ShowsEach()
    {
        using var watch = _dapr.Events.Watch();
        await SubscribedAsync();
        await PostAsync("/v1.0/publish/bus/t", "{}");
        await SeenAsync(watch, SidecarEventKind.Delivered, "bus", "t");
        await PostAsync("/v1.0-alpha1/jobs/tick", """{"dueTime":"1s"}""");
        await PostAsync("/v1.0/actors/Counter/1/reminders/wake", """{"dueTime":"2s"}""");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await SeenAsync(watch, SidecarEventKind.Delivered, "job", "tick");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await SeenAsync(watch, SidecarEventKind.Delivered, "remind", "Counter/1/wake");
    }

    [Theory]
    [InlineData("store", "/v1.0/state/store/k", HttpStatusCode.NoContent)]
    [InlineData("secrets", "/v1.0/secrets/secrets/key", HttpStatusCode.OK)]
    public async Task FailNext_Component_FailsOnceAndWorksAgain(string component, string path, HttpStatusCode afterwards)
    {
        _dapr.Faults.FailNext(component, 1);
        using var failed = await _client.GetAsync(path);
        using var worked = await _client.GetAsync(path);
        Assert.Equal((HttpStatusCode.InternalServerError, afterwards), (failed.StatusCode, worked.StatusCode));
    }

    private static async Task SeenAsync(SidecarWatch watch, SidecarEventKind kind, string target, string detail)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await watch.WaitForAsync(e => e.Kind == kind && e.Target == target && e.Detail == detail, limit.Token);
    }

    private static string Component(string name, string type, string field) =>
        $"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\nspec: {{type: {type}, version: v1, metadata: [{field}]}}";

    private async Task SubscribedAsync()
    {
        while (!(await _client.GetStringAsync("/v1.0/metadata")).Contains("/on/t", StringComparison.Ordinal))
            await Task.Delay(VirtualTime.Grain, TimeProvider.System);
    }

    private async Task PostAsync(string path, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _client.PostAsync(path, content);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }
}
