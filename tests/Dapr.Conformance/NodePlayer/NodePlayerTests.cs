using Dapr.Conformance.Servers;
using VectorCare.TestKit;

namespace Dapr.Conformance.NodePlayer;

/// <summary>The recordings by their own player, <c>run.mjs</c>, against processes of the LocalDapr tool. Runs where <c>VECTORCARE_NODE_MODULES</c> names the folder with its npm packages; eng/players.sh installs them.</summary>
public sealed class NodePlayerTests(StoreServers servers, ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(25);

    public static TheoryData<string> Profiles { get; } = new(Directory.GetDirectories(RepositoryPaths.At("tests", "Dapr.Conformance", "Profiles")).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task RunMjs_ProfileOnLocalDapr_OnlyListedRecordingsDiffer(string profile)
    {
        var modules = Environment.GetEnvironmentVariable("VECTORCARE_NODE_MODULES");
        var player = RepositoryPaths.Shared("dapr-observations", "run.mjs");
        Assert.SkipWhen(string.IsNullOrEmpty(modules), "VECTORCARE_NODE_MODULES names no folder; see eng/players.sh.");
        Assert.SkipWhen(player is null, "The recordings' folder is not beside the repository.");
        if (profile == "stores")
            await servers.NeedAsync();
        using var broker = new KafkaBroker();
        var environment = new Dictionary<string, string>(servers.Addresses.Concat(broker.Addresses), StringComparer.Ordinal);

        var result = await NodePlayerRun.PlayAsync(player!, modules!, profile, environment, broker).WaitAsync(Limit);

        output.WriteLine($"{profile}: {result.Passed} passed, {result.Failures.Count} failed");
        output.WriteLine(result.Text);
        Assert.True(result.Passed > 0, result.Text);
        Assert.All(result.Failures, name => Assert.True(IsListed(name), $"{name} differs.\n{result.Text}"));
    }

    private static bool IsListed(string name) => Exceptions.Differs.ContainsKey(name) || (KafkaBroker.Given is null && Exceptions.NeedsBroker.ContainsKey(name));
}
