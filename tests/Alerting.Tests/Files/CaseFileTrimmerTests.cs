using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Tests.Files;

public sealed class CaseFileTrimmerTests
{
    private static readonly DateTimeOffset Start = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Trim_YearOfDailyTransmissions_StaysSmallKeepsOpenStatesAndPagesNothingTwice()
    {
        var world = new World();
        var replica = world.Start();
        await replica.TakeAsync(Build.Transmission(Start, "d0", baseline: true, measurements: [Build.Name(721280, "MOS")]));
        for (var day = 1; day < 365; day++)
        {
            await replica.TakeAsync(Build.Transmission(
                Start.AddDays(day), $"d{day}",
                measurements: [Build.Name(721280, day >= 10 ? "RRT" : "MOS"), Build.Number(722433, 500, "Ohm")],
                // The device tells of its first episode in every transmission.
                episodes: [Build.Event("1", EpisodeType.Vf, Start.AddDays(5))]));
        }

        var file = world.File(Build.Patient.ToString("D"))!;
        Assert.InRange(file.Entries.Count, 80, 110);
        Assert.Equal(2, world.Sent.Count);
        Assert.Equal("BAT-01", Assert.Single(file.Alerts, a => a.ClearedAt is null && a.Rule == "BAT-01").Rule);
        Assert.InRange(world.Documents.Values.Sum(d => d.Bytes.Length), 1, 60_000);
    }

    [Fact]
    public async Task Trim_EventOlderThanWhatIsKept_PagesIfItWasNeverSeen()
    {
        var world = new World();
        var replica = world.Start();
        await replica.TakeAsync(Build.Transmission(Start, "d0", baseline: true));
        for (var day = 1; day < 300; day += 2)
            await replica.TakeAsync(Build.Transmission(Start.AddDays(day), $"d{day}"));
        await replica.TakeAsync(Build.Transmission(Start.AddDays(20), "late", episodes: [Build.Event("9", EpisodeType.Vf, Start.AddDays(20))]));
        Assert.Single(world.Sent);
    }
}
