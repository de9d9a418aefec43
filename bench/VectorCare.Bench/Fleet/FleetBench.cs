using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using VectorCare.Alerting.Episodes;
using VectorCare.Alerting.Rules;
using VectorCare.Alerting.Rules.Loading;
using VectorCare.Bench.Harness;
using VectorCare.Contracts.Messages;

namespace VectorCare.Bench.Fleet;

/// <summary>Rules against the truth: a fleet over months of virtual time, from the portals' pages through the scraper's parsers to the alerts that open.</summary>
internal sealed class FleetBench : IBench
{
    /// <summary>Kept for the full run: rules and rates were set without them.</summary>
    private static readonly long[] Seeds = [41_017, 41_113, 41_203, 41_333, 41_411];

    /// <summary>For work on rules and rates.</summary>
    private static readonly long[] WorkSeeds = [9_101];

    /// <summary>Alerts per patient-year of 26,713 patients (O'Shea).</summary>
    private const double PublishedLoad = 3.10;

    public string Name => "fleet";

    public string About => "3,000 patients x 90 days on five seeds: sensitivity, PPV, load and delay against the simulator's truth";

    public IReadOnlyList<string> Keys =>
        ["rules", "rules_without_findings", "sensitivity", "sensitivity_lower", "sensitivity_red", "sensitivity_red_lower", "ppv", "alerts_per_patient_year", "red_share", "detection_p50_s", "detection_p99_s", "detection_max_s", "patient_years", "seeds", "polls_played", "outcomes", "patients", "days", "played_day", "pass"];

    public async Task<JsonObject> RunAsync(BenchSize size, Action<string> progress, CancellationToken stop)
    {
        var (patients, days, seeds) = size switch { BenchSize.Full => (3_000, 90, Seeds), BenchSize.Quick => (3_000, 90, WorkSeeds), _ => (200, 20, WorkSeeds) };
        var catalogue = RuleLoader.LoadEmbedded();
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var (scores, loads, polls, outcomes) = (new Scores(progress), new List<JsonObject>(), 0, new SortedDictionary<string, int>());
        var (alerts, red) = (0, 0);
        foreach (var seed in seeds)
        {
            var story = await FleetRun.PlayAsync(catalogue, meters, new FleetPlan(patients, days, seed), progress, stop);
            var opened = story.Alerts.Where(a => a.Record is { Origin: EpisodeOrigin.New, Severity: not AlertSeverity.Operations }).ToLookup(a => a.Patient);
            for (var patient = 0; patient < patients; patient++)
                scores.Add(new CaseDefinitions(story.Population.Timelines[patient].Patient, story.Unlisted[patient], story.End).Of(story.Reports[patient]), opened[patient]);
            var count = opened.Sum(p => p.Count());
            alerts += count;
            red += opened.Sum(p => p.Count(a => a.Record.Severity == AlertSeverity.Red));
            polls += story.Polls;
            foreach (var (outcome, times) in story.Outcomes)
                outcomes[outcome.ToString()] = outcomes.GetValueOrDefault(outcome.ToString()) + times;
            loads.Add(new JsonObject { ["seed"] = seed, ["alerts_per_patient_year"] = Math.Round(count / (patients * days / 365.25), 3) });
        }

        var figures = Figures(catalogue, scores, alerts, red, seeds.Length * patients * days / 365.25, loads, polls, outcomes);
        (figures["patients"], figures["days"]) = (patients, days);
        var played = size == BenchSize.Full ? 300 : 10;
        var day = await PlayedDay.PlayAsync(catalogue, meters, played, WorkSeeds[0], progress, stop);
        figures["played_day"] = new JsonObject { ["patients"] = played, ["polls"] = day.Polls, ["polls_that_count"] = day.PollsThatCount, ["alerts"] = day.Alerts, ["same"] = day.Same };
        figures["pass"] = (bool)figures["pass"]! && day.Same;
        return figures;
    }

    private static JsonObject Figures(RuleCatalogue catalogue, Scores scores, int alerts, int red, double years, List<JsonObject> loads, int polls, IReadOnlyDictionary<string, int> outcomes)
    {
        var all = scores.ByRule.Values.Aggregate((a, b) => a + b);
        var reds = scores.ByRule.Where(r => catalogue.Find(r.Key)!.Severity == AlertSeverity.Red).Select(r => r.Value).Aggregate(new RuleScore(0, 0, 0), (a, b) => a + b);
        var delays = scores.Delays.Order().ToArray();
        var load = alerts / years;
        return new JsonObject
        {
            ["pass"] = reds.Sensitivity.Value >= 0.99 && all.Sensitivity.Wilson().Low >= 0.95 && Math.Abs(load - PublishedLoad) <= 0.2 * PublishedLoad,
            ["rules"] = new JsonArray([.. scores.ByRule.Select(r => Row(r.Key, catalogue.Find(r.Key)!, r.Value))]),
            ["rules_without_findings"] = new JsonArray([.. catalogue.Rules.Where(r => !scores.ByRule.ContainsKey(r.Id)).Select(r => (JsonNode)r.Id)]),
            ["sensitivity"] = Round(all.Sensitivity.Value),
            ["sensitivity_lower"] = Round(all.Sensitivity.Wilson().Low),
            ["sensitivity_red"] = Round(reds.Sensitivity.Value),
            ["sensitivity_red_lower"] = Round(reds.Sensitivity.Wilson().Low),
            ["ppv"] = Round(all.PositivePredictiveValue.Value),
            ["alerts_per_patient_year"] = Math.Round(load, 3),
            ["red_share"] = Round(alerts == 0 ? null : (double)red / alerts),
            ["detection_p50_s"] = Percentile(delays, 0.50),
            ["detection_p99_s"] = Percentile(delays, 0.99),
            ["detection_max_s"] = Percentile(delays, 1),
            ["patient_years"] = Math.Round(years, 1),
            ["seeds"] = new JsonArray([.. loads]),
            ["polls_played"] = polls,
            ["outcomes"] = new JsonObject(outcomes.Select(o => KeyValuePair.Create(o.Key, (JsonNode?)o.Value))),
        };
    }

    private static JsonObject Row(string id, Rule rule, RuleScore score) => new()
    {
        ["id"] = id,
        ["severity"] = rule.Severity.ToString(),
        ["tp"] = score.Found,
        ["fp"] = score.Invented,
        ["fn"] = score.Missed,
        ["sensitivity"] = Round(score.Sensitivity.Value),
        ["wilson"] = Interval(score.Sensitivity.Wilson()),
        ["clopper_pearson"] = Interval(score.Sensitivity.ClopperPearson()),
        ["ppv"] = Round(score.PositivePredictiveValue.Value),
    };

    private static JsonArray Interval((double Low, double High) interval) => [Round(interval.Low), Round(interval.High)];

    private static JsonNode? Round(double? value) => value is { } number ? Math.Round(number, 4) : null;

    private static double Percentile(double[] sorted, double share) => sorted.Length == 0 ? 0 : Math.Round(sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))], 1);
}
