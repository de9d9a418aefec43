using System.Diagnostics;
using System.IO.Hashing;
using System.Text;
using System.Text.Json.Nodes;
using VectorCare.Bench.Harness;

namespace VectorCare.Bench.Fuzz;

/// <summary>Fuzzes the readers of pages in this process; a full run takes ten minutes of processor time on two threads and keeps new pages in the corpus.</summary>
internal sealed class FuzzBench : IBench
{
    /// <summary>Pages that a run adds to the corpus of a target at most.</summary>
    private const int MostKept = 40;

    public string Name => "fuzz";

    public string About => "Changed HTML, JSON and HL7 pages through the parsers: no exception, no page without a bound, no value of nobody";

    public IReadOnlyList<string> Keys => ["cpu_s", "executions", "executions_per_cpu_s", "findings", "corpus", "outcomes", "slowest_ms", "peak_bytes"];

    public async Task<JsonObject> RunAsync(BenchSize size, Action<string> progress, CancellationToken stop)
    {
        var cpu = TimeSpan.FromSeconds(size switch { BenchSize.Full => 610, BenchSize.Quick => 60, _ => 4 });
        var printed = await FuzzCorpus.PrintAsync();
        var began = Process.GetCurrentProcess().TotalProcessorTime;
        TimeSpan Spent() => Process.GetCurrentProcess().TotalProcessorTime - began;
        var fuzzers = Enumerable.Range(1, 2).SelectMany(seed => FuzzTarget.All.Select(t => new Fuzzer(t, [.. printed[t.Name], .. FuzzCorpus.Load(t.Name)], seed))).ToList();
        foreach (var fuzzer in fuzzers)
            fuzzer.ReadAll();
        await Task.WhenAll(fuzzers.Chunk(FuzzTarget.All.Count).Select(side => Task.Run(() => Take(side, () => Spent() < cpu && !stop.IsCancellationRequested), stop)));
        stop.ThrowIfCancellationRequested();

        var findings = fuzzers.SelectMany(f => f.Findings).DistinctBy(f => (f.Target, f.What)).ToList();
        foreach (var finding in findings)
        {
            progress($"{finding.Target}: {finding.What}");
            FuzzCorpus.Keep(finding.Target, "finding-" + Hash(finding.What), new FuzzSeed(finding.Body, finding.Patient));
        }

        if (size == BenchSize.Full)
            Keep(fuzzers);
        var executions = fuzzers.Sum(f => f.Executions);
        var outcomes = new JsonObject(FuzzTarget.All.Select(t => KeyValuePair.Create<string, JsonNode?>(t.Name, fuzzers.Where(f => f.Target == t).SelectMany(f => f.Novel).Select(n => n.Came).Distinct().Count())));
        return new JsonObject
        {
            ["cpu_s"] = Math.Round(Spent().TotalSeconds),
            ["executions"] = executions,
            ["executions_per_cpu_s"] = Math.Round(executions / Spent().TotalSeconds),
            ["findings"] = findings.Count,
            ["corpus"] = FuzzTarget.All.Sum(t => FuzzCorpus.Load(t.Name).Count),
            ["outcomes"] = outcomes,
            ["slowest_ms"] = Math.Round(fuzzers.Max(f => f.Oracle.SlowestMs)),
            ["peak_bytes"] = fuzzers.Max(f => f.Oracle.PeakBytes),
        };
    }

    /// <summary>A thread takes its targets in turns.</summary>
    private static void Take(IReadOnlyList<Fuzzer> side, Func<bool> goesOn)
    {
        while (goesOn())
        {
            foreach (var fuzzer in side)
            {
                var until = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 4);
                fuzzer.Run(() => Stopwatch.GetTimestamp() < until);
            }
        }
    }

    private static void Keep(IReadOnlyList<Fuzzer> fuzzers)
    {
        foreach (var target in fuzzers.GroupBy(f => f.Target.Name))
        {
            foreach (var (came, page) in target.SelectMany(f => f.Novel).DistinctBy(n => n.Came).OrderBy(n => n.Page.Body.Length).Where(n => n.Page.Body.Length < 64 * 1024).Take(MostKept))
                FuzzCorpus.Keep(target.Key, Hash(came), page);
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(XxHash64.Hash(Encoding.UTF8.GetBytes(text)));
}
