using System.Diagnostics;
using System.Text.Json.Nodes;
using VectorCare.Alerting.Charts;
using VectorCare.Alerting.Rules;
using VectorCare.Alerting.Rules.Conditions;
using VectorCare.Alerting.Rules.Loading;
using VectorCare.Bench.Harness;

namespace VectorCare.Bench.Rules;

/// <summary>Every condition of the catalogue, at an entry and at an event, on every channel, for a patient for whom none holds; one thread.</summary>
internal sealed class RulesBench : IBench
{
    public string Name => "rules";

    public string About => "evaluations of the whole catalogue per second and core, bytes allocated by one that does not fire";

    public IReadOnlyList<string> Keys => ["rules", "evaluations", "evaluations_per_s", "bytes_per_evaluation", "fired"];

    public Task<JsonObject> RunAsync(BenchSize size, Action<string> progress, CancellationToken stop)
    {
        var catalogue = RuleLoader.LoadEmbedded();
        var rules = catalogue.Rules.Where(r => r.Condition is not null).ToArray();
        var view = QuietPatient.View(catalogue);
        var time = size switch { BenchSize.Full => TimeSpan.FromSeconds(30), BenchSize.Quick => TimeSpan.FromSeconds(10), _ => TimeSpan.FromSeconds(1) };
        // Tiered compilation settles first.
        Measure(rules, view, time / 5, stop);
        var (evaluations, fired, bytes, took) = Measure(rules, view, time, stop);
        return Task.FromResult(new JsonObject
        {
            ["rules"] = rules.Length,
            ["evaluations"] = evaluations,
            ["evaluations_per_s"] = Math.Round(evaluations / took.TotalSeconds),
            ["bytes_per_evaluation"] = Math.Round((double)bytes / evaluations, 6),
            ["fired"] = fired,
        });
    }

    private static (long Evaluations, long Fired, long Bytes, TimeSpan Took) Measure(Rule[] rules, ChartView view, TimeSpan time, CancellationToken stop)
    {
        const int Rounds = 1_000;
        long evaluations = 0, fired = 0;
        var started = Stopwatch.GetTimestamp();
        var before = GC.GetAllocatedBytesForCurrentThread();
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            stop.ThrowIfCancellationRequested();
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var rule in rules)
                {
                    for (var channel = rule.PerChannel ? 0 : -1; channel < (rule.PerChannel ? Channels.Names.Length : 0); channel++)
                    {
                        var at = view with { Channel = channel };
                        fired += rule.Condition!.Evaluate(at) == Truth.True ? 1 : 0;
                        fired += rule.Condition.Evaluate(at with { Event = view.Chart.Events.Length - 1 }) == Truth.True ? 1 : 0;
                        evaluations += 2;
                    }
                }
            }
        }

        return (evaluations, fired, GC.GetAllocatedBytesForCurrentThread() - before, Stopwatch.GetElapsedTime(started));
    }
}
