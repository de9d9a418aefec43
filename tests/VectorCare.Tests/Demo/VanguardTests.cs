using VectorCare.Contracts;
using VectorCare.Demo;
using VectorCare.Summary;

namespace VectorCare.Tests.Demo;

public sealed class VanguardTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vanguard-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task SplitAsync_Population_SendsAFewAheadThatAreDueSoonAndKeepsAllOthers()
    {
        string[] all = [.. Enumerable.Range(0, 3000).Select(i => $"{Guid.NewGuid()},vendor-{i % 3}")];
        await File.WriteAllLinesAsync(At("all"), ["id,vendor", .. all], TestContext.Current.CancellationToken);

        var ahead = await Vanguard.SplitAsync(At("all"), At("first"), At("others"), Now, TestContext.Current.CancellationToken);

        var first = await File.ReadAllLinesAsync(At("first"), TestContext.Current.CancellationToken);
        var others = await File.ReadAllLinesAsync(At("others"), TestContext.Current.CancellationToken);
        Assert.Equal(120, ahead, 10.0);
        Assert.Equal(ahead, first.Length - 1);
        Assert.Equal(("id,vendor", "id,vendor"), (first[0], others[0]));
        Assert.Equal(all.Order(StringComparer.Ordinal), first.Skip(1).Concat(others.Skip(1)).Order(StringComparer.Ordinal));
        Assert.All(first.Skip(1), line => Assert.InRange((Slots.NextDue(PopulationLine.Slot(line), Now) - Now).TotalSeconds, 25, 90));
        Assert.All(first.Skip(1).CountBy(PopulationLine.Slot), slot => Assert.InRange(slot.Value, 1, 2));
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
