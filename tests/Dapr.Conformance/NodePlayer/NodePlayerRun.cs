using System.Diagnostics;
using System.Text.RegularExpressions;
using Dapr.Conformance.Servers;
using VectorCare.TestKit;

namespace Dapr.Conformance.NodePlayer;

/// <summary>What <c>run.mjs</c> said about a profile.</summary>
internal sealed record NodePlayerResult(int Passed, IReadOnlyList<string> Failures, string Text);

/// <summary>Runs <c>run.mjs</c> on one profile.</summary>
internal static partial class NodePlayerRun
{
    // The launched script asks for its topics before it starts the sidecars: only then the run's name is known.
    private const string Launcher = """
        folder=$(dirname "$3")
        touch "$folder/asked"
        until [ -e "$folder/prepared" ]; do sleep 0.05; done
        exec dotnet "$1" run $2 -f "$3"
        """;

    private static int _block = Environment.ProcessId;

    public static async Task<NodePlayerResult> PlayAsync(string player, string modules, string profile, IReadOnlyDictionary<string, string> environment, KafkaBroker broker)
    {
        var work = Directory.CreateTempSubdirectory("node-player-");
        try
        {
            var script = Path.Combine(work.FullName, "launch.sh");
            await File.WriteAllTextAsync(script, Launcher);
            using var stop = new CancellationTokenSource();
            var preparing = PrepareAsync(work.FullName, broker, stop.Token);
            var text = await RunAsync(Start(player, modules, profile, environment, work.FullName, script));
            await stop.CancelAsync();
            await preparing;
            var counts = Counts().Match(text);
            return new NodePlayerResult(counts.Success ? int.Parse(counts.Groups[1].Value) : 0, [.. Failed().Matches(text).Select(m => m.Groups[1].Value)], text);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static ProcessStartInfo Start(string player, string modules, string profile, IReadOnlyDictionary<string, string> environment, string work, string script)
    {
        var output = Path.GetRelativePath(RepositoryPaths.At("tests", "Dapr.Conformance"), AppContext.BaseDirectory);
        var tool = Path.Combine(RepositoryPaths.At("tools", "LocalDapr"), output, "LocalDapr.dll");
        var lenient = profile == "resiliency-broken" ? "--lenient" : string.Empty;
        var start = new ProcessStartInfo("node", [player, "--node-modules", modules, "--profile", profile, "--port-base", $"{PortBase()}", "--launch", $"bash {script} {tool} '{lenient}'"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = work,
        };
        start.Environment["TMPDIR"] = work;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }

    private static async Task<string> RunAsync(ProcessStartInfo start)
    {
        using var node = Process.Start(start)!;
        try
        {
            var output = node.StandardOutput.ReadToEndAsync();
            var errors = node.StandardError.ReadToEndAsync();
            await node.WaitForExitAsync();
            return await output + await errors;
        }
        finally
        {
            if (!node.HasExited)
                node.Kill(entireProcessTree: true);
        }
    }

    private static async Task PrepareAsync(string work, KafkaBroker broker, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            foreach (var folder in Directory.GetDirectories(work, "dapr-cases-*").Where(f => File.Exists(Path.Combine(f, "asked")) && !File.Exists(Path.Combine(f, "prepared"))))
            {
                var run = RunName().Match(await File.ReadAllTextAsync(Path.Combine(folder, "apps.json"), CancellationToken.None));
                if (run.Success)
                    broker.Prepare(run.Groups[1].Value);
                await File.WriteAllTextAsync(Path.Combine(folder, "prepared"), string.Empty, CancellationToken.None);
            }

            await Task.Delay(VirtualTime.Grain * 50, TimeProvider.System, CancellationToken.None);
        }
    }

    // The player takes 32 ports above a base; below those that the cases of this process take.
    private static int PortBase() => 12_000 + (Interlocked.Increment(ref _block) % 75 * 100);

    [GeneratedRegex(@"(\d+) passed, \d+ failed")]
    private static partial Regex Counts();

    [GeneratedRegex(@"^✗ ([\w-]+):", RegexOptions.Multiline)]
    private static partial Regex Failed();

    [GeneratedRegex(@"\bk-(r\w+)-")]
    private static partial Regex RunName();
}
