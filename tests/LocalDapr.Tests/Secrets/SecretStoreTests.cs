using System.Text.Json;
using Grpc.Core;
using LocalDapr.Resiliency;
using LocalDapr.Resources;
using LocalDapr.Secrets;
using LocalDapr.Tests.Hosting;

namespace LocalDapr.Tests.Secrets;

public sealed class SecretStoreTests
{
    private const string Json = """{ "plain": "p", "number": 5, "list": ["a", "b"], "nested": { "user": "u", "deep": { "key": "k" } } }""";

    [Fact]
    public void File_SingleValued_JoinsNames()
    {
        var store = new FileSecretStore(Json, ":", multiValued: false);

        Assert.Equal("k", Assert.Single(store.Get("nested:deep:key")!).Value);
        Assert.Equal(["list:0", "list:1", "nested:deep:key", "nested:user", "number", "plain"], store.All().Keys.Order(StringComparer.Ordinal));
        Assert.Null(store.Get("nested"));
    }

    [Fact]
    public void File_MultiValued_KeepsTheFirstLevel()
    {
        var store = new FileSecretStore(Json, "_", multiValued: true);

        Assert.Equal(new Dictionary<string, string> { ["user"] = "u", ["deep_key"] = "k" }, store.Get("nested"));
        Assert.Equal("p", store.Get("plain")!["plain"]);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    public void File_NoObject_Throws(string json) => Assert.ThrowsAny<JsonException>(() => new FileSecretStore(json, ":", multiValued: false));

    [Fact]
    public void Environment_TokensAndPrefix_AreMinded()
    {
        var store = new EnvironmentSecretStore(new Dictionary<string, string> { ["MY_KEY"] = "v", ["DAPR_API_TOKEN"] = "t", ["APP_API_TOKEN"] = "t", ["OTHER"] = "o" }, "");
        var prefixed = new EnvironmentSecretStore(new Dictionary<string, string> { ["MY_KEY"] = "v", ["OTHER"] = "o" }, "MY_");

        Assert.Equal("", store.Get("DAPR_API_TOKEN")["DAPR_API_TOKEN"]);
        Assert.Equal("", store.Get("APP_API_TOKEN")["APP_API_TOKEN"]);
        Assert.Equal(["MY_KEY", "OTHER"], store.All().Keys.Order());
        Assert.Equal("v", prefixed.Get("KEY")["KEY"]);
        Assert.Equal(["KEY"], prefixed.All().Keys);
    }

    [Theory]
    [InlineData(true, "", "", "plain", true)]
    [InlineData(true, "", "plain", "plain", false)]
    [InlineData(false, "", "", "plain", false)]
    [InlineData(false, "plain", "", "plain", true)]
    [InlineData(true, "number", "", "plain", false)]
    public async Task Read_Scopes_AllowAndDenyAsDaprDoes(bool defaultAllow, string allowed, string denied, string name, bool expected)
    {
        var stores = new Dictionary<string, ISecretStore> { ["file"] = new FileSecretStore(Json, ":", multiValued: false) };
        var reader = new SecretReader(stores, [new SecretScopeSpec("file", defaultAllow, List(allowed), List(denied))], NoPolicies);

        Assert.Equal(expected, (await reader.AllAsync("file", CancellationToken.None)).Any(s => s.Key == name));
        if (expected)
            Assert.Single(await reader.GetAsync("file", name, CancellationToken.None));
        else
            Assert.Equal((403, StatusCode.PermissionDenied), await RefusalAsync(() => reader.GetAsync("file", name, CancellationToken.None)));
    }

    [Fact]
    public async Task Read_NoStoreAtAll_IsAnErrorOfItsOwn() =>
        Assert.Equal((500, StatusCode.FailedPrecondition), await RefusalAsync(() => new SecretReader(new Dictionary<string, ISecretStore>(), [], NoPolicies).GetAsync("file", "plain", CancellationToken.None)));

    private static string[] List(string text) => text.Length == 0 ? [] : text.Split(',');

    private static ResiliencyEngine NoPolicies => new(TestResources.Create(), TimeProvider.System);

    private static async Task<(int, StatusCode)> RefusalAsync(Func<Task> read)
    {
        var refused = await Assert.ThrowsAsync<SecretException>(read);
        return (refused.Error.Status, refused.Rpc.StatusCode);
    }
}
