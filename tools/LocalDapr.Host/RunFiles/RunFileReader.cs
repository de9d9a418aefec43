using LocalDapr.Resources;

namespace LocalDapr.RunFiles;

/// <summary>Reads a run file as <c>dapr run -f</c> does, and tells of every key it does not know.</summary>
internal sealed class RunFileReader
{
    private readonly Findings _findings;
    private readonly string _directory;

    private RunFileReader(string directory, Findings findings) => (_directory, _findings) = (directory, findings);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, or a folder with a <c>dapr.yaml</c>.</param>
    /// <param name="findings">Where to report.</param>
    /// <returns>The file, or null after a finding that leaves nothing to go on with.</returns>
    public static RunFile? Read(string path, Findings findings)
    {
        var full = Path.GetFullPath(Directory.Exists(path) ? Path.Combine(path, "dapr.yaml") : path);
        var shown = ShownPath.Of(full);
        if (!File.Exists(full))
        {
            findings.Error(new Place(shown, 0), "there is no such run file. Name a dapr.yaml, or a folder that holds one.");
            return null;
        }

        var documents = YamlFile.Read(full, shown, findings);
        if (documents.Count == 0)
        {
            if (!findings.HasErrors)
                findings.Error(new Place(shown, 0), "the run file is empty; it needs 'version' and 'apps'.");
            return null;
        }

        var map = documents[0];
        map.What = "the run file";
        return new RunFileReader(Path.GetDirectoryName(full)!, findings).Read(full, map);
    }

    private RunFile Read(string path, YamlMap map)
    {
        map.Only(RunFileKeys.File);
        if (map.Int("version") is null or 0)
            _findings.Error(map.PlaceOf("version"), "the run file needs 'version: 1'.");
        var common = map.Map("common", "common");
        common?.Only(RunFileKeys.Shared);
        common?.WithoutEffect(RunFileKeys.WithoutEffect);
        var apps = map.Maps("apps", "an app").Select(app => App(app, common)).ToList();
        if (apps.Count == 0)
            _findings.Error(map.PlaceOf("apps"), "the run file needs at least one app under 'apps'.");
        foreach (var twins in apps.GroupBy(a => a.AppId).Where(g => g.Count() > 1))
            _findings.Error(twins.Last().Place, $"app id '{twins.Key}' is used twice; the first stands in {twins.First().Place}.");
        foreach (var port in apps.SelectMany(Ports).Where(p => p.Port > 0).GroupBy(p => p.Port).Where(g => g.Count() > 1))
            _findings.Error(port.Last().App.Place, $"port {port.Key} is used as {string.Join(" and as ", port.Select(p => $"{p.Key} of '{p.App.AppId}'"))}; give each its own.");
        return new RunFile(path, map.Text("name"), apps);
    }

    private static IEnumerable<(RunFileApp App, string Key, int Port)> Ports(RunFileApp app) =>
        [(app, "appPort", app.AppPort), (app, "daprHTTPPort", app.HttpPort), (app, "daprGRPCPort", app.GrpcPort), (app, "metricsPort", app.MetricsPort)];

    private RunFileApp App(YamlMap app, YamlMap? common)
    {
        var given = app.Text("appID") is { Length: > 0 } id ? id : null;
        app.What = given is null ? "the app" : $"app '{given}'";
        app.Only([.. RunFileKeys.App, .. RunFileKeys.Shared]);
        app.WithoutEffect(RunFileKeys.WithoutEffect);
        var paths = new RunFilePaths(_directory, app, common, _findings);
        var directory = paths.AppDirectory();
        return new RunFileApp
        {
            AppId = given ?? Path.GetFileName(directory.TrimEnd(Path.DirectorySeparatorChar)),
            Place = app.Place,
            Directory = directory,
            AppPort = Port(app, "appPort"),
            AppProtocol = Shared("appProtocol") ?? "http",
            AppChannelAddress = app.Text("appChannelAddress") ?? "",
            HttpPort = Port(app, "daprHTTPPort"),
            GrpcPort = Port(app, "daprGRPCPort"),
            MetricsPort = Port(app, "metricsPort"),
            ResourcesPaths = paths.Resources(directory),
            ConfigPath = paths.Configuration(directory),
            Environment = Environment(app, common),
            Command = [.. app.Texts("command").Select(c => c.Text)],
            MaxConcurrency = app.Int("appMaxConcurrency") ?? common?.Int("appMaxConcurrency") ?? -1,
            MaxBodyBytes = BodySize.Parse(Shared("maxBodySize") ?? Shared("daprHTTPMaxRequestSize"), app, _findings),
            LogDestination = Destination(Shared("appLogDestination"), app),
        };

        string? Shared(string key) => app.Text(key) ?? common?.Text(key);
    }

    private int Port(YamlMap app, string key)
    {
        var port = app.Int(key) ?? 0;
        if (port is >= -1 and <= 65535)
            return Math.Max(port, 0);
        _findings.Error(app.PlaceOf(key), $"{key} {port} of {app.What} is not a port from 1 to 65535.");
        return 0;
    }

    private static Dictionary<string, string> Environment(YamlMap app, YamlMap? common)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in (common?.Pairs("env") ?? new Dictionary<string, string>()).Concat(app.Pairs("env")))
            environment[name] = value;
        return environment;
    }

    private LogDestination Destination(string? text, YamlMap app)
    {
        string[] known = ["file", "console", "fileAndConsole"];
        if (text is null)
            return LogDestination.FileAndConsole;
        if (Array.IndexOf(known, text) is var index and >= 0)
            return (LogDestination)index;
        _findings.Error(app.PlaceOf("appLogDestination"), $"appLogDestination '{text}' is unknown.{NearestName.Hint(text, known)}");
        return LogDestination.FileAndConsole;
    }
}
