using LocalDapr.Resources;
using VectorCare.TestKit;

namespace LocalDapr.Tests.Resources;

public sealed class ResourceLoaderTests
{
    private static readonly string Fixtures = RepositoryPaths.At("tests", "LocalDapr.Tests", "Resources", "Fixtures");

    private static readonly Dictionary<string, string> Environment = new()
    {
        ["HOOK_URL"] = "http://127.0.0.1:9/hook",
        ["VENDOR_KEY"] = "k",
        ["DAPR_API_TOKEN"] = "hidden",
    };

    public static TheoryData<string> BadFiles => [.. Directory.EnumerateFiles(Fixtures, "*.bad.yaml").Select(f => Path.GetFileName(f))];

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void Load_BadFile_ReportsEveryMarkedLineAndNoOther(string file)
    {
        var path = Path.Combine(Fixtures, file);
        var expected = File.ReadLines(path)
            .SelectMany((line, index) => line.Split(" # ! ")[1..].Select(text => (Line: index + 1, Text: text)))
            .ToList();

        var error = Assert.Throws<InvalidFilesException>(() => Load("reader", false, path));

        var found = error.Findings.Where(f => f.Level == FindingLevel.Error).ToList();
        Assert.Equal(expected.Select(e => e.Line), found.Select(f => f.Line).Order());
        Assert.All(expected, e => Assert.Contains(found, f => f.Line == e.Line && f.Message.Contains(e.Text, StringComparison.Ordinal)));
        Assert.All(found, f => Assert.EndsWith(file, f.File, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_GoodFiles_ReadsEveryKind()
    {
        var set = Load("reader", false, Path.Combine(Fixtures, "all-kinds.good.yaml"), Path.Combine(Fixtures, "policies.good.yaml"));

        Assert.Equal(["bus", "hook", "secrets"], set.Components.Keys.Order());
        Assert.Equal("http://127.0.0.1:9/hook", set.Components["hook"]["URL"]);
        var subscription = Assert.Single(set.Subscriptions);
        Assert.Equal(new BulkSubscribeSpec(50, null), subscription.Bulk);
        Assert.Equal([new RouteRule("event.type == \"big\"", "/big")], subscription.Rules);
        Assert.Equal(("/orders", "orders-dead"), (subscription.DefaultRoute, subscription.DeadLetterTopic));
        Assert.Equal([KeyValuePair.Create("x-key", "k")], set.Endpoints["vendor"].Headers);
        var policies = Assert.Single(set.Resiliency);
        Assert.Equal(TimeSpan.FromSeconds(60.5), policies.Policies.Timeouts["short"]);
        Assert.True(policies.Policies.Retries["some"].Exponential);
        Assert.True(policies.Policies.Retries["some"].HttpStatusCodes.Contains(503));
        Assert.False(policies.Policies.Retries["some"].HttpStatusCodes.Contains(404));
        Assert.Equal(["consecutiveFailures"], policies.Policies.CircuitBreakers["three"].Trip!.Variables);
        Assert.Equal(7, policies.Targets.Apps["other"].CircuitBreakerCacheSize);
        Assert.Equal("both", policies.Targets.Actors["Counter"].CircuitBreakerScope);
    }

    [Fact]
    public void Load_ScopedDocuments_AreOnlyForTheirApps()
    {
        var set = Load("stranger", false, Path.Combine(Fixtures, "all-kinds.good.yaml"));

        Assert.Equal(["hook", "secrets"], set.Components.Keys.Order());
        Assert.Empty(set.Subscriptions);
    }

    [Fact]
    public void Load_UnknownApp_IsWarnedOf()
    {
        var options = new LoadOptions { Environment = Environment, Apps = ["reader", "others"] };

        var set = ResourceLoader.Load([Path.Combine(Fixtures, "policies.good.yaml")], null, "reader", options);

        Assert.Contains("neither an app of this run nor an HTTPEndpoint; its policies apply to nothing. Did you mean 'others'?", Assert.Single(set.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_BadPoliciesLenient_DropsTheWholeDocumentAndWarns()
    {
        var set = Load("reader", true, Path.Combine(Fixtures, "policies.bad.yaml"));

        Assert.Empty(set.Resiliency);
        Assert.Contains(set.Warnings, w => w.Message.Contains("The whole Resiliency 'bad' is left out", StringComparison.Ordinal));
        Assert.All(set.Warnings, w => Assert.Equal(FindingLevel.Warning, w.Level));
    }

    [Theory]
    [InlineData("samplingRate: \"0\"", false)]
    [InlineData("samplingRate: \"0.5\"", true)]
    [InlineData("stdout: false", false)]
    [InlineData("stdout: true", true)]
    public void Load_Tracing_IsOnWithARateOrSomewhereToSendTo(string setting, bool enabled)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("config.yaml"), $"apiVersion: dapr.io/v1alpha1\nkind: Configuration\nmetadata:\n  name: c\nspec:\n  tracing:\n    {setting}\n");

        var set = ResourceLoader.Load([], folder.At("config.yaml"), "reader");

        Assert.Equal(enabled, set.Configuration.TracingEnabled);
    }

    [Fact]
    public void Load_Folder_TakesYamlOfTheFirstLevelOnly()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("below"));
        File.Copy(Path.Combine(Fixtures, "all-kinds.good.yaml"), folder.At("a.yml"));
        File.Copy(Path.Combine(Fixtures, "components.bad.yaml"), folder.At("below/b.yaml"));
        File.WriteAllText(folder.At("notes.txt"), "no YAML");

        Assert.Equal(3, Load("reader", false, folder.Path).Components.Count);
    }

    [Theory]
    [InlineData("embedded")]
    [InlineData("pubsub")]
    [InlineData("mail")]
    [InlineData("token")]
    [InlineData("kafka")]
    [InlineData("stores")]
    [InlineData("resiliency")]
    [InlineData("resiliency-defaults")]
    [InlineData("actors-idle")]
    public void Load_RecordedProfile_IsAcceptedStrictly(string profile)
    {
        using var folder = Filled(profile);
        var config = folder.At("config.yaml");

        var set = ResourceLoader.Load([folder.At("resources")], File.Exists(config) ? config : null, "probe", new LoadOptions { Environment = Environment, BaseDirectory = folder.Path });

        Assert.NotEmpty(set.Components);
        Assert.Equal(File.Exists(config), set.Configuration.TracingEnabled);
    }

    [Fact]
    public void Load_BrokenProfile_StartsOnlyLenient()
    {
        using var folder = Filled("resiliency-broken");

        var error = Assert.Throws<InvalidFilesException>(() => Load("callee", false, folder.At("resources")));
        var set = Load("callee", true, folder.At("resources"));

        Assert.Equal(5, error.Findings.Count(f => f.Level == FindingLevel.Error));
        Assert.Equal(["good", "scoped"], set.Resiliency.Select(r => r.Name));
        Assert.Equal(["good"], Load("probe", true, folder.At("resources")).Resiliency.Select(r => r.Name));
    }

    private static ResourceSet Load(string appId, bool lenient, params string[] paths) =>
        ResourceLoader.Load(paths, null, appId, new LoadOptions { Lenient = lenient, Environment = Environment });

    // The recordings' runner fills the places before the sidecars start.
    private static TemporaryFolder Filled(string profile)
    {
        var source = RepositoryPaths.Shared("dapr-observations", "profiles", profile);
        Assert.SkipWhen(source is null, "the recordings of Dapr are not on this machine");
        var folder = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = folder.At(Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllText(target, File.ReadAllText(file).Replace("${WORK}", folder.Path, StringComparison.Ordinal).Replace("_PORT}", "", StringComparison.Ordinal).Replace("${VENDOR", "8080", StringComparison.Ordinal).Replace("${SMTP", "25", StringComparison.Ordinal).Replace("${CLOSED", "1", StringComparison.Ordinal));
        }

        return folder;
    }
}
