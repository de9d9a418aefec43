using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using VectorCare.Bench.Harness;
using VectorCare.Demo;
using VectorCare.Scraper.Markup;
using VectorCare.Scraper.Structure;
using VendorSim.Population;

namespace VectorCare.Bench.Markup.Training;

/// <summary><c>VectorCare.Bench train-markup [--seed N] [--changes N]</c>: learns what pages look like, trains the classifier on changes of them, and measures it on changes it has not seen.</summary>
internal static class TrainMarkupCommand
{
    /// <summary>Seeds of the training set begin here; those of the bench begin far above.</summary>
    public const int FirstSeed = 1_000_000;

    private const int FirstTestSeed = 1_500_000;

    public static Command Create()
    {
        var seed = new Option<int>("--seed") { Description = "Seed of the trainer, added to the first seed of the changes", DefaultValueFactory = _ => 1 };
        var changes = new Option<int>("--changes") { Description = "Changes of each kind to train on, and half as many to measure with", DefaultValueFactory = _ => 10 };
        var command = new Command("train-markup", "Learns the structure references and trains the classifier of changed pages; writes both into services/Scraper/Structure and the confusion matrix into bench/results.") { seed, changes };
        command.SetAction((parse, stop) => RunAsync(parse.GetValue(seed), parse.GetValue(changes), stop));
        return command;
    }

    private static async Task<int> RunAsync(int seed, int changes, CancellationToken stop)
    {
        var folder = Path.Combine(RepositoryRoot.Find(), "services", "Scraper", "Structure", "Learnt");
        Directory.CreateDirectory(folder);
        var references = new List<StructureReference>();
        foreach (var (vendor, page, learnt) in await MarkupPages.LearnAsync(seed))
        {
            references.AddRange(learnt);
            await File.WriteAllLinesAsync(Path.Combine(folder, StructureReferences.FileOf(vendor, page)), StructureReferences.Write(learnt), stop);
            Console.WriteLine($"{vendor} {page}: {learnt.Sum(r => r.Entries.Count)} shingles");
        }

        var (train, test) = (new List<MarkupRow>(), new List<MarkupRow>());
        foreach (var vendor in Enum.GetValues<Vendor>())
        {
            await using var world = await MarkupWorld.StartAsync(vendor, stop, new StructureReferences(references));
            train.AddRange(await MarkupPages.RowsAsync(world, vendor, FirstSeed + (seed * 1000), changes, stop));
            test.AddRange(await MarkupPages.RowsAsync(world, vendor, FirstTestSeed + (seed * 1000), (changes + 1) / 2, stop));
            Console.WriteLine($"{vendor.Id()}: {train.Count} pages to train on, {test.Count} to measure with");
        }

        var model = MarkupTrainer.Train(train, seed);
        await using (var file = File.Create(Path.Combine(folder, "markup-model.json")))
            await JsonSerializer.SerializeAsync(file, model, MarkupModelJson.Default.MarkupModel, stop);
        var report = new JsonObject { ["machine"] = Machine.Describe(), ["seed"] = seed, ["trained_on"] = train.Count, ["training"] = Confusion.Of(model, train), ["held_out"] = Confusion.Of(model, test) };
        await File.WriteAllTextAsync(Path.Combine(RepositoryRoot.Find(), "bench", "results", "markup-model.json"), report.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n", stop);
        Console.WriteLine(report["held_out"]!.ToJsonString());
        return 0;
    }
}
