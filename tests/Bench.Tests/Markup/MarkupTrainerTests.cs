using Microsoft.ML;
using Microsoft.ML.Data;
using VectorCare.Bench.Markup.Training;
using VectorCare.Scraper.Markup;

namespace VectorCare.Bench.Tests.Markup;

public sealed class MarkupTrainerTests
{
    [Fact]
    public void Train_SameRows_GivesTheSameModel()
    {
        var (one, other) = (MarkupTrainer.Train(Rows(), 5), MarkupTrainer.Train(Rows(), 5));

        Assert.Equal(one.Weights.SelectMany(w => w), other.Weights.SelectMany(w => w));
        Assert.Equal(one.Biases, other.Biases);
    }

    [Fact]
    public void Probabilities_OfTheModel_AreThoseOfTheTrainersOwnPredictions()
    {
        var rows = Rows();
        var ml = new MLContext(5);
        var predicted = MarkupTrainer.Fit(ml, rows).Transform(MarkupTrainer.View(ml, rows)).GetColumn<float[]>("Score").ToArray();
        var model = MarkupTrainer.Train(rows, 5);

        for (var i = 0; i < rows.Count; i++)
            Assert.All(model.Probabilities(rows[i].Features).Zip(predicted[i]), p => Assert.Equal(p.Second, p.First, 0.005));
    }

    [Fact]
    public void Train_RowsThatCanBeToldApart_TellsThemApart()
    {
        var model = MarkupTrainer.Train(Rows(), 5);

        Assert.InRange(Confusion.Of(model, Rows())["right"]!.GetValue<double>(), 0.95, 1);
    }

    // Each class is drawn around features of its own.
    private static List<MarkupRow> Rows()
    {
        var random = new Random(3);
        return
        [
            .. Enumerable.Range(0, 300).Select(i => new MarkupRow
            {
                Label = (uint)(i % 3),
                Features = [.. MarkupFeatures.Names.Select((_, f) => (f % 3 == i % 3 ? 0.6f : 0.3f) + (random.NextSingle() * 0.4f))],
            }),
        ];
    }
}
