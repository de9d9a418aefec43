using System.Text.Json.Nodes;
using VectorCare.Scraper.Markup;

namespace VectorCare.Bench.Markup.Training;

/// <summary>What a model makes of pages whose right verdict is known.</summary>
internal static class Confusion
{
    /// <summary>The matrix: rows are what is right, columns what the model says; and the share that it gets right.</summary>
    public static JsonObject Of(MarkupModel model, IReadOnlyList<MarkupRow> rows)
    {
        var names = Enum.GetValues<MarkupVerdict>();
        var counts = new int[names.Length, names.Length];
        var classifier = new MarkupClassifier(model);
        foreach (var row in rows)
            counts[row.Label, (int)classifier.Judge(row.Features)]++;
        var matrix = new JsonObject(names.Select(right => KeyValuePair.Create(
            right.ToString().ToLowerInvariant(),
            (JsonNode?)new JsonObject(names.Select(said => KeyValuePair.Create(said.ToString().ToLowerInvariant(), (JsonNode?)counts[(int)right, (int)said]))))));
        return new JsonObject { ["pages"] = rows.Count, ["right"] = Math.Round(names.Sum(n => counts[(int)n, (int)n]) / (double)Math.Max(1, rows.Count), 4), ["matrix"] = matrix };
    }
}
