using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace VectorCare.Bench.Fleet;

/// <summary>The fleet's figures as a page of the documentation.</summary>
internal static class FleetReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="result">A result file: machine, size, date and the figures under <c>fleet</c>.</param>
    /// <param name="deliveries">The figures of bench <c>alerts</c>.</param>
    public static string Of(JsonObject result, JsonObject deliveries)
    {
        var fleet = result["fleet"]!.AsObject();
        string Text(string key) => Show(fleet[key]);
        var seeds = fleet["seeds"]!.AsArray();
        var page = new StringBuilder($"""
            # The rules against a simulated fleet

            Generated from `bench/results/fleet.json` ({Show(result["at"])}): `dotnet run -c Release --project bench/VectorCare.Bench -- fleet --json bench/results/fleet.json`, then `VECTORCARE_WRITE_DOCS=1 dotnet test tests/Bench.Tests`.

            {Text("patients")} invented patients over {Text("days")} days, {seeds.Count} seeds that were not used when rules and rates were set, {Text("patient_years")} patient-years. What happens to them follows the rates of `tools/VendorSim/Population/Rates.cs`, whose source marks say what is published and what is an engineering default. What a clinician would want to hear of is written down in `bench/VectorCare.Bench/Fleet/CaseDefinitions.cs`, from physical events and values, without rules or thresholds of the catalogue. Pages are served by the simulated portals, read by the scraper's own adapters and judged by alerting's own rules; a poll at which a page is as before is not played. Values are missing, monitors are out of reach for up to four weeks, portals do not list a patient for up to two months, vendors fail for two hours each month, and one vendor's markup is another for half a day in 60.

            That the polls left out change nothing is shown by a day of {Show(fleet["played_day"]!["patients"])} patients, fifty times as busy: all {Show(fleet["played_day"]!["polls"])} polls give {((bool)fleet["played_day"]!["same"]! ? "the same" : "**other**")} {Show(fleet["played_day"]!["alerts"])} alerts, patient for patient and second for second, as the {Show(fleet["played_day"]!["polls_that_count"])} that count.

            The fleet shows that nothing is lost or invented between portal and alert. It says nothing about the clinical worth of a threshold: the patients are invented, and case definitions and rules go back to the same clinical sources.

            | figure | | wanted |
            |---|---|---|
            | sensitivity, red rules | {Text("sensitivity_red")} (lower 95 % bound {Text("sensitivity_red_lower")}) | ≥ 0.99 |
            | sensitivity, lower 95 % bound (Wilson) | {Text("sensitivity_lower")} ({Text("sensitivity")}) | ≥ 0.95 |
            | positive predictive value | {Text("ppv")} | |
            | alerts per patient-year | {Text("alerts_per_patient_year")} ({string.Join(", ", seeds.Select(s => Show(s!["alerts_per_patient_year"])))}) | 3.1 ± 20 % |
            | red share of alerts | {Text("red_share")} | published: 0.048 |
            | from alert to inbox (bench `alerts`), median, 99 %; all of {Show(deliveries["burst_red"])} red ones in a burst of {Show(deliveries["burst"])} | {Show(deliveries["delivery_p50_ms"])} ms, {Show(deliveries["delivery_p99_ms"])} ms; {Show(deliveries["burst_red_max_s"])} s | ≤ 1 s; ≤ 60 s |
            | from portal to alert, median, 99 %, longest | {Text("detection_p50_s")} s, {Text("detection_p99_s")} s, {Text("detection_max_s")} s | a poll every 300 s |

            The longest delays are those of outages and of changed markup. Nothing in this fleet is for these rules to find: {string.Join(", ", fleet["rules_without_findings"]!.AsArray().Select(Show))}.

            | rule | severity | found | invented | missed | sensitivity | Wilson 95 % | Clopper-Pearson 95 % | PPV |
            |---|---|---|---|---|---|---|---|---|

            """);
        foreach (var rule in fleet["rules"]!.AsArray().OfType<JsonObject>())
        {
            string Cell(string key) => Show(rule[key]);
            page.AppendLine($"| [{Cell("id")}](rules/{Cell("id")}.md) | {Cell("severity")} | {Cell("tp")} | {Cell("fp")} | {Cell("fn")} | {Cell("sensitivity")} | {Cell("wilson")} | {Cell("clopper_pearson")} | {Cell("ppv")} |");
        }

        return page.ToString();
    }

    private static string Show(JsonNode? node) => node switch
    {
        null => "–",
        JsonArray interval => string.Join(" to ", interval.Select(Show)),
        JsonValue value when value.TryGetValue<double>(out var number) => number.ToString("0.####", CultureInfo.InvariantCulture),
        _ => node.ToString(),
    };
}
