using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VectorCare.Scraper.Markup;

/// <summary>What the trainer learnt: a weight for each class and feature. See docs/adr/0011-markup-classifier.md.</summary>
/// <param name="Seed">What its training set was drawn with.</param>
/// <param name="Rows">Pages it was trained on.</param>
/// <param name="HarmlessFrom">Least probability at which a page counts as harmless.</param>
/// <param name="Features">Names of the features, as in <see cref="MarkupFeatures.Names"/>.</param>
/// <param name="Weights">By class in the order of <see cref="MarkupVerdict"/>, by feature.</param>
/// <param name="Biases">By class.</param>
internal sealed record MarkupModel(int Seed, int Rows, double HarmlessFrom, IReadOnlyList<string> Features, IReadOnlyList<IReadOnlyList<float>> Weights, IReadOnlyList<float> Biases)
{
    private const string Resource = "markup-model";

    /// <summary>The model that comes with the program; null when it has none that fits its features.</summary>
    public static MarkupModel? Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource);
        return stream is null ? null : Read(stream);
    }

    /// <summary>Reads a model; null when it is none or fits other features.</summary>
    public static MarkupModel? Read(Stream stream)
    {
        try
        {
            return JsonSerializer.Deserialize(stream, MarkupModelJson.Default.MarkupModel) is { } model && model.Fits() ? model : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Probability of each class.</summary>
    public double[] Probabilities(ReadOnlySpan<float> features)
    {
        var scores = new double[Biases.Count];
        for (var c = 0; c < scores.Length; c++)
        {
            scores[c] = Biases[c];
            for (var f = 0; f < features.Length; f++)
                scores[c] += Weights[c][f] * features[f];
        }

        var most = scores.Max();
        for (var c = 0; c < scores.Length; c++)
            scores[c] = Math.Exp(scores[c] - most);
        var sum = scores.Sum();
        return [.. scores.Select(s => s / sum)];
    }

    private bool Fits()
    {
        var classes = Enum.GetValues<MarkupVerdict>().Length;
        return Features is not null && Features.SequenceEqual(MarkupFeatures.Names) && Biases?.Count == classes && Weights?.Count == classes && Weights.All(w => w.Count == Features.Count);
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(MarkupModel))]
internal sealed partial class MarkupModelJson : JsonSerializerContext;
