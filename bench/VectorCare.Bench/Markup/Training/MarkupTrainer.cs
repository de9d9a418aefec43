using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using VectorCare.Scraper.Markup;

namespace VectorCare.Bench.Markup.Training;

/// <summary>Trains the classifier with ML.NET: a maximum entropy model by L-BFGS on one thread, from zero, so that the same rows give the same weights.</summary>
internal static class MarkupTrainer
{
    private const double HarmlessFrom = 0.5;

    /// <summary>Trains.</summary>
    /// <param name="rows">The training set.</param>
    /// <param name="seed">What it was drawn with.</param>
    public static MarkupModel Train(IReadOnlyList<MarkupRow> rows, int seed)
    {
        var learnt = Fit(new MLContext(seed), rows).Model;
        VBuffer<float>[] weights = [];
        learnt.GetWeights(ref weights, out _);
        return new MarkupModel(
            seed, rows.Count, HarmlessFrom, MarkupFeatures.Names,
            [.. weights.Select(w => (IReadOnlyList<float>)[.. w.DenseValues().Select(Shortened)])],
            [.. learnt.GetBiases().Select(Shortened)]);
    }

    /// <summary>Fits ML.NET's own model.</summary>
    public static MulticlassPredictionTransformer<MaximumEntropyModelParameters> Fit(MLContext ml, IReadOnlyList<MarkupRow> rows) =>
        ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            LabelColumnName = nameof(MarkupRow.Label),
            FeatureColumnName = nameof(MarkupRow.Features),
            ExampleWeightColumnName = nameof(MarkupRow.Weight),
            L1Regularization = 0,
            L2Regularization = 0.01f,
            OptimizationTolerance = 1e-6f,
            MaximumNumberOfIterations = 1_000,
            NumberOfThreads = 1,
        }).Fit(View(ml, rows));

    /// <summary>Rows as ML.NET wants them, every class weighing the same.</summary>
    public static IDataView View(MLContext ml, IReadOnlyList<MarkupRow> rows)
    {
        Weigh(rows);
        var schema = SchemaDefinition.Create(typeof(MarkupRow));
        schema[nameof(MarkupRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, MarkupFeatures.Names.Count);
        return ml.Data.LoadFromEnumerable(rows, schema);
    }

    private static void Weigh(IReadOnlyList<MarkupRow> rows)
    {
        var count = rows.CountBy(r => r.Label).ToDictionary();
        foreach (var row in rows)
            row.Weight = (float)rows.Count / count.Count / count[row.Label];
    }

    // Four digits tell pages apart, and other processors round the rest otherwise.
    private static float Shortened(float weight) => MathF.Round(weight, 4);
}
