using System.Text.Json;
using VectorCare.Alerting.Charts;
using VectorCare.Alerting.Episodes;
using VectorCare.Alerting.Rules;
using VectorCare.Alerting.Rules.Thresholds;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Tests.Rules;

/// <summary>Plays an example of a rule file: steps become transmissions, episodes become short texts such as <c>2d RV</c> or <c>1d#7</c>.</summary>
internal static class ExamplePlayer
{
    public static DateTimeOffset Start { get; } = new(2025, 6, 1, 0, 0, 0, TimeSpan.Zero);

    public static TimeSpan Offset(string text) => text[^1] switch
    {
        'd' => TimeSpan.FromDays(double.Parse(text[..^1])),
        'h' => TimeSpan.FromHours(double.Parse(text[..^1])),
        _ => throw new FormatException($"'{text}' is neither days nor hours."),
    };

    public static string[] Play(RuleCatalogue catalogue, Rule rule, JsonElement example)
    {
        var thresholds = Thresholds(catalogue, rule, example);
        var reader = new ChartEntryReader(catalogue);
        var steps = example.GetProperty("steps").EnumerateArray().ToArray();
        var chart = Chart.Of(steps.Where(s => !s.TryGetProperty("now", out _)).Select((s, i) => reader.Read(Transmission(catalogue, s, i))));
        var now = Start + Offset(steps[^1].GetProperty("at").GetString()!);
        return [.. new EpisodeReader(catalogue).Read(chart, thresholds, [], now)
            .Where(e => e.Rule == rule && e.Origin != EpisodeOrigin.History)
            .OrderBy(e => e.Start).ThenBy(e => e.Channel).ThenBy(e => e.Key)
            .Select(e => Show(e))];
    }

    public static ThresholdTimeline Thresholds(RuleCatalogue catalogue, Rule rule, JsonElement example)
    {
        var set = catalogue.Defaults with { Values = [.. catalogue.Defaults.Values] };
        if (example.TryGetProperty("thresholds", out var overrides))
        {
            foreach (var o in overrides.EnumerateObject())
                set.Values[rule.Thresholds.Single(t => t.Key == o.Name).Slot] = o.Value.GetDouble();
        }

        return new ThresholdTimeline(set);
    }

    private static string Show(Episode episode)
    {
        var hours = Math.Round((episode.Start - Start).TotalHours, 3);
        var at = hours % 24 == 0 ? $"{hours / 24}d" : $"{hours}h";
        if (episode.Point.Event >= 0 && episode.Rule.Kind == RuleKind.Event)
            return $"{at}#{episode.Point.Chart.Events[episode.Point.Event].Episode.Id}";
        return episode.Channel < 0 ? at : $"{at} {Channels.Names[episode.Channel]}";
    }

    private static Transmission Transmission(RuleCatalogue catalogue, JsonElement step, int index)
    {
        var at = Start + Offset(step.GetProperty("at").GetString()!);
        return Build.Transmission(
            at,
            $"t{index}",
            baseline: step.TryGetProperty("baseline", out _),
            device: step.TryGetProperty("device", out var device) ? device.GetString()! : "device-1",
            measurements: step.TryGetProperty("values", out var values) ? [.. values.EnumerateArray().Select(v => Measurement(catalogue, v))] : [],
            episodes: step.TryGetProperty("events", out var events) ? [.. events.EnumerateArray().Select(Event)] : []);
    }

    private static Measurement Measurement(RuleCatalogue catalogue, JsonElement v)
    {
        var term = catalogue.Terms.ByName[v.GetProperty("term").GetString()!];
        var channel = Text(v, "channel");
        var code = term.CodeOf(channel is null ? 0 : Array.IndexOf(Channels.Names, channel));
        return new Measurement(code, term.Mdc, channel, Number(v, "value"), Text(v, "unit"), Text(v, "enum"), null, null);
    }

    private static DeviceEpisode Event(JsonElement e) => new(
        Text(e, "id")!,
        Enum.Parse<EpisodeType>(Text(e, "type")!),
        null,
        Start + Offset(Text(e, "at")!),
        Number(e, "duration"),
        Number(e, "ventricularRate"),
        Number(e, "atrialRate"),
        (int?)Number(e, "shocks"),
        (int?)Number(e, "atp"),
        Text(e, "result"),
        null);

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static double? Number(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetDouble() : null;
}
