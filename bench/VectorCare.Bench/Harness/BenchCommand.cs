using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using VectorCare.Bench.Markup.Training;

namespace VectorCare.Bench.Harness;

/// <summary><c>VectorCare.Bench NAME|all [--quick|--smoke] [--json FILE] [--list]</c>.</summary>
internal static class BenchCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static RootCommand Create()
    {
        var name = new Argument<string?>("name") { Description = "A bench, or all", Arity = ArgumentArity.ZeroOrOne };
        var quick = new Option<bool>("--quick") { Description = "Under 3 minutes" };
        var smoke = new Option<bool>("--smoke") { Description = "Up to 15 s: only shows that it runs with complete keys" };
        var list = new Option<bool>("--list") { Description = "List the benches" };
        var json = new Option<string?>("--json") { Description = "Write machine and figures to a file" };
        var command = new RootCommand("Macro benches of VectorCare. Committed results lie in bench/results.") { name, quick, smoke, list, json };
        command.Subcommands.Add(TrainMarkupCommand.Create());
        command.SetAction(async (parse, stop) =>
        {
            if (parse.GetValue(list) || parse.GetValue(name) is null)
            {
                foreach (var bench in Benches.All)
                    Console.WriteLine($"{bench.Name,-12} {bench.About}");
                return parse.GetValue(list) ? 0 : 2;
            }

            var size = parse.GetValue(smoke) ? BenchSize.Smoke : parse.GetValue(quick) ? BenchSize.Quick : BenchSize.Full;
            return await RunAsync(parse.GetValue(name)!, size, parse.GetValue(json), stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(string name, BenchSize size, string? file, CancellationToken stop)
    {
        var chosen = Benches.All.Where(b => name == "all" || b.Name == name).ToList();
        if (chosen.Count == 0)
        {
            await Console.Error.WriteLineAsync($"No bench '{name}'. There are: all, {string.Join(", ", Benches.All.Select(b => b.Name))}.");
            return 2;
        }

        var report = new JsonObject { ["machine"] = Machine.Describe(), ["size"] = size.ToString().ToLowerInvariant(), ["at"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd") };
        var failed = 0;
        foreach (var bench in chosen)
            failed += await RunAsync(bench, size, report, stop) ? 0 : 1;
        if (file is not null)
            await File.WriteAllTextAsync(file, report.ToJsonString(Indented) + "\n", stop);
        return failed == 0 ? 0 : 1;
    }

    private static async Task<bool> RunAsync(IBench bench, BenchSize size, JsonObject report, CancellationToken stop)
    {
        Console.WriteLine($"== {bench.Name}: {bench.About}");
        try
        {
            var figures = await bench.RunAsync(size, line => Console.WriteLine("   " + line), stop);
            report[bench.Name] = figures;
            foreach (var (key, value) in figures)
                Console.WriteLine($"   {key,-24} {value?.ToJsonString()}");
            var missing = bench.Keys.Where(k => !figures.ContainsKey(k)).ToList();
            if (missing.Count > 0)
                await Console.Error.WriteLineAsync($"{bench.Name}: keys missing: {string.Join(", ", missing)}");
            return missing.Count == 0;
        }
        catch (Exception error) when (error is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"{bench.Name} failed: {error}");
            return false;
        }
    }
}
