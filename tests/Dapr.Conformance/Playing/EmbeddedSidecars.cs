using LocalDapr.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using VectorCare.TestKit;
using YamlDotNet.RepresentationModel;

namespace Dapr.Conformance.Playing;

/// <summary>LocalDapr in this process, on the case's clock; a restart keeps ports and data.</summary>
internal sealed class EmbeddedSidecars(WorkFolder work, PlayClock clock, bool lenient) : ISidecars
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private readonly GroupsOfConsumers? _groups = work.UsesKafka ? new GroupsOfConsumers() : null;
    private LocalDaprHost? _host;

    public async Task StartAsync()
    {
        _groups?.Clear();
        _host = await LocalDaprHost.StartAsync(Options());
    }

    // A broker works by the real time.
    public async Task SubscribedAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        while (_groups is { AreComplete: false } && TimeProvider.System.GetElapsedTime(began) < Longest)
            await Task.Delay(VirtualTime.Grain, TimeProvider.System);
    }

    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _host, null) is { } host)
            await host.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private LocalDaprOptions Options()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(Path.Combine(work.Root, "dapr.yaml"))));
        var file = (YamlMappingNode)yaml.Documents[0].RootNode;
        var common = file.Children.TryGetValue("common", out var given) ? (YamlMappingNode)given : [];
        var environment = new Dictionary<string, string>(work.Environment, StringComparer.Ordinal);
        foreach (var (name, value) in common.Children.TryGetValue("env", out var env) ? (YamlMappingNode)env : [])
            environment[name.ToString()] = value.ToString();
        return new LocalDaprOptions
        {
            Apps = [.. ((YamlSequenceNode)file["apps"]).Children.Cast<YamlMappingNode>().Select(a => App(a, environment))],
            ResourcesPaths = [Path.Combine(work.Root, Text(common, "resourcesPath") ?? "resources")],
            ConfigPath = Text(common, "configFilePath") is { } config ? Path.Combine(work.Root, config) : null,
            Clock = clock.Provider,
            DataDirectory = Path.Combine(work.Root, "data"),
            Environment = environment,
            Lenient = lenient,
            LoggerFactory = _groups as ILoggerFactory ?? NullLoggerFactory.Instance,
        };
    }

    private static LocalDaprApp App(YamlMappingNode app, Dictionary<string, string> environment) => new()
    {
        AppId = Text(app, "appID")!,
        AppPort = Number(app, "appPort"),
        HttpPort = Number(app, "daprHTTPPort"),
        GrpcPort = Number(app, "daprGRPCPort"),
        ApiToken = environment.GetValueOrDefault("DAPR_API_TOKEN"),
        AppToken = environment.GetValueOrDefault("APP_API_TOKEN"),
    };

    private static int Number(YamlMappingNode node, string key) => int.Parse(Text(node, key) ?? "0");

    private static string? Text(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? value.ToString() : null;
}
