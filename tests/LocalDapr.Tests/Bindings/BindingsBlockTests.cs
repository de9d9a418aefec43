using System.Net;
using System.Net.Http.Json;
using LocalDapr.Hosting;
using LocalDapr.Mailbox;
using LocalDapr.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;
using VectorCare.TestKit;

namespace LocalDapr.Tests.Bindings;

public sealed class BindingsBlockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Smtp_MailWithoutRecipientsAfterAnother_KeepsNothingOfTheFirst()
    {
        await using var mailbox = await SmtpMailbox.StartAsync(_folder.At("mail"), 0);
        var filed = new List<MailFiledEventArgs>();
        mailbox.Filed += (_, e) => filed.Add(e);
        await using var dapr = await StartAsync("bindings.smtp", $$"""{host: 127.0.0.1, port: "{{mailbox.Port}}", emailFrom: a@example.org, emailTo: default@example.org, subject: s}""");

        await PostAsync(dapr, new { operation = "create", data = "x", metadata = new Dictionary<string, string> { ["emailTo"] = "private@example.org", ["emailBCC"] = "hidden@example.org" } }, HttpStatusCode.NoContent);
        await PostAsync(dapr, new { operation = "create", data = "y" }, HttpStatusCode.NoContent);

        Assert.Equal(["private@example.org", "hidden@example.org"], filed[0].Recipients);
        Assert.Equal(["default@example.org"], filed[1].Recipients);
    }

    [Theory]
    [InlineData("../../outside.txt")]
    [InlineData("/a/../../outside.txt")]
    public async Task LocalStorage_NameThatLeadsOut_StaysInside(string name)
    {
        await using var dapr = await StartAsync("bindings.localstorage", $"{{rootPath: {_folder.At("files")}}}");

        await PostAsync(dapr, new { operation = "create", data = "hello", metadata = new Dictionary<string, string> { ["fileName"] = name } }, HttpStatusCode.OK);

        Assert.Equal("hello", await File.ReadAllTextAsync(_folder.At("files/outside.txt"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task LocalStorage_Folders_AreListedInOrderAndDeletedWhenEmpty()
    {
        await using var dapr = await StartAsync("bindings.localstorage", $"{{rootPath: {_folder.At("files")}}}");
        var folder = new Dictionary<string, string> { ["fileName"] = "a" };

        Assert.Equal("null", await AnswerAsync(dapr, new { operation = "list" }));
        foreach (var name in new[] { "a.txt", "a/b.txt" })
            await PostAsync(dapr, new { operation = "create", data = "QUJ DRA", metadata = new Dictionary<string, string> { ["fileName"] = name } }, HttpStatusCode.OK);
        var listed = await AnswerAsync(dapr, new { operation = "list" });
        await PostAsync(dapr, new { operation = "delete", metadata = folder }, HttpStatusCode.InternalServerError);
        await PostAsync(dapr, new { operation = "delete", metadata = new Dictionary<string, string> { ["fileName"] = "a/b.txt" } }, HttpStatusCode.NoContent);
        await PostAsync(dapr, new { operation = "delete", metadata = folder }, HttpStatusCode.NoContent);

        Assert.Equal(["b.txt", "a.txt"], System.Text.Json.JsonSerializer.Deserialize<List<string>>(listed)!.Select(Path.GetFileName));
        Assert.Equal("QUJ DRA", await File.ReadAllTextAsync(_folder.At("files/a.txt"), TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(_folder.At("files/a")));
    }

    [Fact]
    public async Task Http_Trace_ReachesTheTarget()
    {
        await using var target = await PlayedApp.StartAsync();
        await using var dapr = await StartAsync("bindings.http", $$"""{url: "http://127.0.0.1:{{target.Port}}/hook"}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, Url(dapr)) { Content = JsonContent.Create(new { operation = "get", metadata = new { path = "../x" } }) };
        request.Headers.Add("traceparent", "00-c0ffee11111111111111111111111111-2222222222222222-01");

        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        var call = await target.NextAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("/hook/../x", call.Target);
        Assert.StartsWith("00-c0ffee11111111111111111111111111-", call.Headers["traceparent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cron_MovedClock_CallsTheAppOnEachSecond()
    {
        await using var app = await PlayedApp.StartAsync();
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, 500, TimeSpan.Zero));
        await using var dapr = await StartAsync("bindings.cron", """{schedule: "* * * * * *", direction: input}""", clock, app.Port);

        // Time moves on until the binding, which is not asked for because it says that it is an input, calls.
        var call = app.NextAsync();
        while (!call.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(VirtualTime.Grain, TimeProvider.System);
        }

        Assert.Equal(("POST", "/out"), ((await call).Verb, (await call).Target));
    }

    [Fact]
    public async Task Cron_WithoutDirection_AsksTheAppFirst()
    {
        await using var app = await PlayedApp.StartAsync();
        await using var dapr = await StartAsync("bindings.cron", """{schedule: "@every 20ms"}""", appPort: app.Port);

        Assert.Equal("OPTIONS", (await app.NextAsync()).Verb);
        Assert.Equal("POST", (await app.NextAsync()).Verb);
    }

    [Fact]
    public async Task Kafka_ForReading_IsRefusedByName()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync("bindings.kafka", "{brokers: 127.0.0.1:1, topics: t, publishTopic: t}"));

        Assert.Contains("reads Kafka", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Postgres_NoServer_IsAnErrorOfTheCallOnly()
    {
        await using var dapr = await StartAsync("bindings.postgresql", """{connectionString: "host=127.0.0.1 port=1 user=u dbname=d connect_timeout=2"}""");

        await PostAsync(dapr, new { operation = "query", metadata = new { sql = "select 1" } }, HttpStatusCode.InternalServerError);
        await PostAsync(dapr, new { operation = "query" }, HttpStatusCode.InternalServerError);
    }

    private static Uri Url(LocalDaprHost dapr) => new(dapr.App("app").HttpEndpoint, "/v1.0/bindings/out");

    private async Task<string> AnswerAsync(LocalDaprHost dapr, object body)
    {
        using var response = await _client.PostAsJsonAsync(Url(dapr), body, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private async Task PostAsync(LocalDaprHost dapr, object body, HttpStatusCode expected)
    {
        using var response = await _client.PostAsJsonAsync(Url(dapr), body, TestContext.Current.CancellationToken);
        Assert.Equal(expected, response.StatusCode);
    }

    private async Task<LocalDaprHost> StartAsync(string type, string metadata, TimeProvider? clock = null, int appPort = 0)
    {
        var entries = metadata.Trim('{', '}').Split(", ").Select(pair => pair.Split(": ", 2)).Select(pair => $"    - name: {pair[0]}\n      value: {pair[1]}");
        await File.WriteAllTextAsync(_folder.At("out.yaml"), $"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: out\nspec:\n  type: {type}\n  version: v1\n  metadata:\n{string.Join('\n', entries)}\n", TestContext.Current.CancellationToken);
        return await LocalDaprHost.StartAsync(
            new LocalDaprOptions { Apps = [new LocalDaprApp { AppId = "app", AppPort = appPort }], ResourcesPaths = [_folder.At("out.yaml")], Clock = clock ?? TimeProvider.System },
            TestContext.Current.CancellationToken);
    }
}
