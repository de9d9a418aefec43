using VectorCare.Contracts;
using VectorCare.Summary;

namespace VectorCare.Tests.Summary;

public sealed class DuePollsTests : IDisposable
{
    private static readonly DateTimeOffset Import = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Until_TwoImports_CountsEachFromItsOwnInstant()
    {
        var due = new DuePolls();
        due.Add(Csv(2), Import);
        due.Add(Csv(3), Import.AddSeconds(Slots.Count));

        Assert.Equal((5, 2), (due.Patients, due.Ahead));
        Assert.Equal(0, due.Until(Import));
        Assert.Equal(2, due.Until(Import.AddSeconds(Slots.Count)));
        Assert.Equal(2 + 5, due.Until(Import.AddSeconds(2 * Slots.Count)));
        Assert.Equal((Import, Import.AddSeconds(Slots.Count)), (due.From, due.AllFrom));
    }

    [Fact]
    public void Until_BetweenTwoDueInstants_CountsThoseThatHavePassed()
    {
        var patient = Guid.NewGuid();
        File.WriteAllText(_file, $"id,rest\n{patient},x\n");
        var due = new DuePolls();
        due.Add(_file, Import);
        var first = Slots.NextDue(Slots.Of(patient), Import);

        Assert.Equal(0, due.Until(first.AddMilliseconds(-1)));
        Assert.Equal(1, due.Until(first));
    }

    private string Csv(int patients)
    {
        File.WriteAllLines(_file, ["id,rest", .. Enumerable.Range(0, patients).Select(_ => $"{Guid.NewGuid()},x")]);
        return _file;
    }
}
