using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapr.Client.Autogen.Grpc.v1;
using Grpc.Core;
using Grpc.Net.Client;
using LocalDapr.Hosting;
using LocalDapr.Resources;
using LocalDapr.Tests.Hosting;

namespace LocalDapr.Tests.Actors;

/// <summary>Requests that reach no actor.</summary>
public sealed class ActorRequestsTests : IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private PlayedApp _app = null!;
    private LocalDaprHost _dapr = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await PlayedApp.StartAsync();
        _app.Config = """{"entities":["Inbox"]}""";
        var store = new ComponentSpec("store", "state.in-memory", "v1", new Dictionary<string, string> { ["actorStateStore"] = "true" }, "test");
        _dapr = await LocalDaprHost.StartAsync(new LocalDaprOptions { Apps = [new LocalDaprApp { AppId = "app", AppPort = _app.Port }], LoadResources = _ => TestResources.With(store) });
        _client.BaseAddress = new Uri(_dapr.App("app").HttpEndpoint, "v1.0/actors/");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _dapr.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("Inbox/a%5Cb/method/m", HttpStatusCode.BadRequest, "ERR_BAD_REQUEST")]
    [InlineData("Inbox/a%0Ab/method/m", HttpStatusCode.BadRequest, "ERR_BAD_REQUEST")]
    [InlineData("In%23box/a/method/m", HttpStatusCode.BadRequest, "ERR_BAD_REQUEST")]
    [InlineData("Inbox/a/method/m%3Fx", HttpStatusCode.BadRequest, "ERR_BAD_REQUEST")]
    [InlineData("Inbox/a/reminders/a%2Fb", HttpStatusCode.BadRequest, "ERR_BAD_REQUEST")]
    [InlineData("Inbox/a/timers/a%23b", HttpStatusCode.BadRequest, "ERR_BAD_REQUEST")]
    [InlineData("dapr.internal.default.app.workflow/a/reminders/n", HttpStatusCode.Forbidden, "ERR_ACTOR_TYPE_RESERVED")]
    [InlineData("dapr.internal.default.app.workflow/a/timers/n", HttpStatusCode.Forbidden, "ERR_ACTOR_TYPE_RESERVED")]
    public async Task Post_NameThatDaprRefuses_IsRefused(string path, HttpStatusCode status, string code)
    {
        using var answer = await _client.PostAsJsonAsync(path, new { dueTime = "1h" });

        Assert.Equal((status, code), (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonObject>())!["errorCode"]!.ToString()));
        Assert.Empty(_app.Calls);
    }

    [Fact]
    public async Task Post_BodyOverTheLimit_IsBadRequest()
    {
        using var answer = await _client.PostAsync(new Uri("Inbox/a/method/m", UriKind.Relative), new ByteArrayContent(new byte[5_000_000]));

        Assert.Equal((HttpStatusCode.BadRequest, "ERR_BAD_REQUEST"), (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonObject>())!["errorCode"]!.ToString()));
    }

    [Fact]
    public async Task Reminders_OfATypeOverGrpc_AreListedAndDeletedTogether()
    {
        using var channel = GrpcChannel.ForAddress(_dapr.App("app").GrpcEndpoint);
        var client = new Dapr.Client.Autogen.Grpc.v1.Dapr.DaprClient(channel);
        foreach (var (id, name) in new[] { ("b", "n1"), ("a", "n2"), ("ab", "n3") })
            await client.RegisterActorReminderAsync(new RegisterActorReminderRequest { ActorType = "Inbox", ActorId = id, Name = name, DueTime = "1h", Period = "2h" });

        var all = await client.ListActorRemindersAsync(new ListActorRemindersRequest { ActorType = "Inbox" });
        var one = await client.ListActorRemindersAsync(new ListActorRemindersRequest { ActorType = "Inbox", ActorId = "a" });
        await client.UnregisterActorRemindersByTypeAsync(new UnregisterActorRemindersByTypeRequest { ActorType = "Inbox", ActorId = "a" });
        var left = await client.ListActorRemindersAsync(new ListActorRemindersRequest { ActorType = "Inbox" });
        await client.UnregisterActorRemindersByTypeAsync(new UnregisterActorRemindersByTypeRequest { ActorType = "Inbox" });
        var error = await Assert.ThrowsAsync<RpcException>(async () => await client.ListActorRemindersAsync(new ListActorRemindersRequest { ActorType = "Other" }));
        var empty = await Assert.ThrowsAsync<RpcException>(async () => await client.RegisterActorReminderAsync(new RegisterActorReminderRequest { ActorType = "Inbox", ActorId = "a", DueTime = "1h" }));

        Assert.Equal(["n1", "n2", "n3"], all.Reminders.Select(r => r.Name).Order(StringComparer.Ordinal));
        Assert.Equal(("a", "1h", "@every 2h0m0s"), one.Reminders.Select(r => (r.Reminder.ActorId, r.Reminder.DueTime, r.Reminder.Period)).Single());
        Assert.Equal(["n1", "n3"], left.Reminders.Select(r => r.Name).Order(StringComparer.Ordinal));
        Assert.Empty((await client.ListActorRemindersAsync(new ListActorRemindersRequest { ActorType = "Inbox" })).Reminders);
        Assert.Equal((StatusCode.PermissionDenied, StatusCode.InvalidArgument), (error.StatusCode, empty.StatusCode));
    }
}
