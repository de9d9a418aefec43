using VectorCare.Alerting.Charts;
using VectorCare.Alerting.Rules;
using VectorCare.Alerting.Rules.Thresholds;
using VectorCare.Contracts.Messages;

namespace VectorCare.Bench.Rules;

/// <summary>A patient with a value for every term and nothing that fires: what nearly all transmissions look like.</summary>
internal static class QuietPatient
{
    private const int Sessions = 10;
    private static readonly DateTimeOffset Start = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly IReadOnlyDictionary<string, double> Numbers = new Dictionary<string, double>
    {
        ["REMAINING_LONGEVITY"] = 60,
        ["CHARGE_TIME"] = 8,
        ["LEAD_IMPEDANCE"] = 500,
        ["SHOCK_IMPEDANCE"] = 60,
        ["PACING_THRESHOLD"] = 0.7,
        ["THRESHOLD_PULSE_WIDTH"] = 0.4,
        ["PACING_AMPLITUDE"] = 2.5,
        ["PACING_PULSE_WIDTH"] = 0.4,
        ["SENSING"] = 9,
        ["AT_BURDEN"] = 1,
        ["VENTRICULAR_RATE_MEAN"] = 70,
        ["SHOCKS_RECENT"] = 0,
        ["SHOCKS_TOTAL"] = 2,
        ["ATP_RECENT"] = 0,
        ["ATP_TOTAL"] = 5,
        ["CRT_PACED"] = 98,
        ["FLUID_INDEX"] = 10,
        ["HEART_FAILURE_INDEX"] = 2,
        ["SHORT_VV_RECENT"] = 0,
    };

    private static readonly IReadOnlyDictionary<string, string> Words = new Dictionary<string, string>
    {
        ["BATTERY_STATUS"] = "MOS",
        ["HV_LEAD_STATUS"] = "NORMAL",
        ["VENTRICULAR_THERAPIES"] = "ON",
        ["BRADY_MODE"] = "DDDR",
    };

    /// <summary>The patient's chart, seen at its last entry with the default thresholds.</summary>
    public static ChartView View(RuleCatalogue catalogue)
    {
        var values = catalogue.Terms.ByName.Values.SelectMany(Values).OrderBy(v => v.Code).ToArray();
        var chart = Chart.Of(Enumerable.Range(0, Sessions).Select(day => new ChartEntry(
            $"t{day}", Start.AddDays(day), Start.AddDays(day).AddMinutes(5), day == 0, "device", values,
            [new DeviceEpisode($"e{day}", EpisodeType.Svt, null, Start.AddDays(day).AddHours(-1), 20, 130, null, null, null, null, null)])));
        return new ChartView(chart, new ThresholdTimeline(catalogue.Defaults), chart.Times[^1], chart.Entries.Length - 1, -1, -1, 0);
    }

    private static IEnumerable<ChartValue> Values(Term term) => term.Codes.Select(codes => Numbers.TryGetValue(term.Name, out var number)
        ? new ChartValue(codes[0], number, null, null)
        : new ChartValue(codes[0], null, Words[term.Name], null));
}
