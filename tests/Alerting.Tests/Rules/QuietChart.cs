using VectorCare.Alerting.Charts;
using VectorCare.Alerting.Rules;
using VectorCare.Alerting.Rules.Conditions;
using VectorCare.Alerting.Rules.Thresholds;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Tests.Rules;

/// <summary>A patient with a value for every numeric term and nothing that fires.</summary>
internal static class QuietChart
{
    public static ChartView View(RuleCatalogue catalogue)
    {
        var reader = new ChartEntryReader(catalogue);
        var start = ExamplePlayer.Start;
        (string Term, double Value)[] values =
        [
            ("REMAINING_LONGEVITY", 60), ("CHARGE_TIME", 8), ("LEAD_IMPEDANCE", 500), ("SHOCK_IMPEDANCE", 60), ("PACING_THRESHOLD", 0.7), ("PACING_AMPLITUDE", 2.5),
            ("SENSING", 9), ("AT_BURDEN", 1), ("VENTRICULAR_RATE_MEAN", 70), ("SHOCKS_RECENT", 0), ("SHOCKS_TOTAL", 2), ("ATP_RECENT", 0), ("CRT_PACED", 98), ("FLUID_INDEX", 10),
        ];
        var measurements = values.SelectMany(v =>
        {
            var term = catalogue.Terms.ByName[v.Term];
            return term.Codes.Select(c => Build.Number(c[0], v.Value, term.Unit));
        }).ToArray();
        var chart = Chart.Of(Enumerable.Range(0, 10).Select(i => reader.Read(Build.Transmission(
            start.AddDays(i), $"t{i}", baseline: i == 0, measurements: measurements,
            episodes: [Build.Event($"e{i}", EpisodeType.Svt, start.AddDays(i).AddHours(-1), 20, 130)]))));
        return new ChartView(chart, new ThresholdTimeline(catalogue.Defaults), chart.Times[^1], chart.Entries.Length - 1, -1, -1, 0);
    }

    public static int EvaluateAll(Rule rule, in ChartView view)
    {
        var firing = 0;
        for (var channel = rule.PerChannel ? 0 : -1; channel < (rule.PerChannel ? 3 : 0); channel++)
        {
            firing += rule.Condition!.Evaluate(view with { Channel = channel }) == Truth.True ? 1 : 0;
            firing += rule.Condition!.Evaluate(view with { Channel = channel, Event = view.Chart.Events.Length - 1 }) == Truth.True ? 1 : 0;
        }

        return firing;
    }
}
