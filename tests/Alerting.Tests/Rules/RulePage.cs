using System.Text;
using System.Text.Json;
using VectorCare.Alerting.Rules;

namespace VectorCare.Alerting.Tests.Rules;

/// <summary>A rule as a page of the documentation.</summary>
internal static class RulePage
{
    public static string Of(Rule rule, JsonElement json)
    {
        var page = new StringBuilder()
            .AppendLine($"# {rule.Id} {rule.Title}").AppendLine()
            .AppendLine($"{rule.Severity}, {rule.Kind.ToString().ToLowerInvariant()} rule, version {rule.Version}. Generated from `services/Alerting/Rules/Catalogue/{rule.Id}.json`.").AppendLine()
            .AppendLine(rule.Rationale).AppendLine()
            .AppendLine($"Source: {rule.Source}.").AppendLine();
        if (rule.PerChannel)
            page.AppendLine("One episode for each pacing channel.").AppendLine();
        if (rule.Latch)
            page.AppendLine("Stays open until the device is changed.").AppendLine();
        if (rule.Shadow)
            page.AppendLine("Only tried out: what it finds is recorded, and nobody is told.").AppendLine();
        if (rule.Relax > 0)
            page.AppendLine($"An open episode clears only when the condition no longer holds with thresholds eased by {rule.Relax * 100:0} %.").AppendLine();
        if (rule.Thresholds.Count > 0)
        {
            page.AppendLine("| threshold | default | range | |").AppendLine("|---|---|---|---|");
            foreach (var t in rule.Thresholds)
                page.AppendLine($"| {t.Key} | {t.Default:0.###}{(t.Unit == "1" ? string.Empty : " " + t.Unit)} | {t.Min:0.###} to {t.Max:0.###} | {(t.Engineering ? "[E] engineering default, to be signed off by a clinician" : string.Empty)} |");
            page.AppendLine();
        }

        if (json.TryGetProperty("condition", out var condition))
            page.AppendLine("Condition: " + Sentence(condition) + ".").AppendLine();
        if (rule.Examples.GetArrayLength() > 0)
        {
            page.AppendLine("Examples, executed by the tests (days and hours after the start; an event's id follows `#`):").AppendLine();
            foreach (var example in rule.Examples.EnumerateArray())
            {
                var expect = example.GetProperty("expect").EnumerateArray().Select(e => $"`{e.GetString()}`").ToArray();
                page.AppendLine($"- {example.GetProperty("name").GetString()}: {(expect.Length == 0 ? "no episode" : "episode at " + string.Join(", ", expect))}");
            }
        }

        return page.ToString().TrimEnd() + "\n";
    }

    private static string Sentence(JsonElement c)
    {
        string Text(string name) => c.TryGetProperty(name, out var value) ? value.ToString() : string.Empty;
        var term = $"{Text("term")}{(Text("channel") is { Length: > 0 } channel ? $" ({channel})" : string.Empty)}";
        return Text("type") switch
        {
            "compare" => $"{term} {Text("is")} *{Text("than")}*",
            "enum" => c.TryGetProperty("in", out var names) ? $"{term} is {Join(names, " or ")}" : $"{term} is stated and not {Join(c.GetProperty("notIn"), " or ")}",
            "ratio" => $"{term} divided by {Text("to")} {Text("is")} *{Text("than")}*, at the same pulse width",
            "change" => $"{term} {(Text("direction") == "fall" ? "fell" : "moved")} by *{Text("than")}* or more against the median of {Text("days")} days (at least {Text("samples")} values)",
            "increase" => $"{term} rose by *{Text("than")}* or more{(Text("perDay").Length > 0 ? " a day" : string.Empty)}{(Text("days") is { Length: > 0 } days ? $" within {days} days" : string.Empty)}",
            "lasting" => $"for more than *{Text("than")}*: {Sentence(c.GetProperty("of"))}",
            "event" => EventSentence(c),
            "count" => $"*{Text("than")}* or more within {Text("hours")} h of: {Sentence(c.GetProperty("of"))}",
            "any" => Parts(c, " or "),
            "all" => Parts(c, " and "),
            "atLeast" => $"at least {Text("count")} of: {Parts(c, "; ")}",
            "silence" => $"{Text("of")} without an end for *{Text("than")}*",
            var other => throw new InvalidOperationException($"No sentence for '{other}'."),
        };
    }

    private static string EventSentence(JsonElement c)
    {
        var types = c.GetProperty("types").GetArrayLength() == 0 ? "an event of any type" : "an event " + Join(c.GetProperty("types"), " or ");
        var checks = c.TryGetProperty("checks", out var list)
            ? list.EnumerateArray().Select(k => $" with {k.GetProperty("field").GetString()} {k.GetProperty("is").GetString()} *{k.GetProperty("than").GetString()}*{(k.GetProperty("absent").GetString() == "counts" ? " (absent counts)" : string.Empty)}")
            : [];
        var result = c.TryGetProperty("resultNotIn", out var results) ? $" with a therapy result other than {Join(results, " or ")}" : string.Empty;
        return types + string.Concat(checks) + result + (c.TryGetProperty("first", out _) ? ", the first ever of a patient with a known history" : string.Empty);
    }

    private static string Parts(JsonElement c, string between) => string.Join(between, c.GetProperty("of").EnumerateArray().Select(Sentence));

    private static string Join(JsonElement names, string between) => string.Join(between, names.EnumerateArray().Select(n => n.GetString()));
}
