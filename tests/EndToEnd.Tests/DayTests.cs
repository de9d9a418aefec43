using VectorCare.Contracts;
using VectorCare.EndToEnd.Tests.World;
using VendorSim;

namespace VectorCare.EndToEnd.Tests;

public sealed class DayTests
{
    private const int SlotsUsed = 10;
    private const int Patients = 300;

    [Fact]
    public async Task Run_AWholeDayOf300PatientsIn10Slots_PollsEachOnceACycle()
    {
        if (Environment.GetEnvironmentVariable("VECTORCARE_LONG_TESTS") != "1")
            Assert.Skip("Takes minutes on two busy cores: set VECTORCARE_LONG_TESTS=1.");
        await using var world = await VectorCareWorld.StartAsync(new VendorSimOptions { Patients = 12_000, Clinics = 30, RateScale = 2 });
        var chosen = world.Population.GroupBy(l => Slots.Of(Guid.Parse(l.Split(',')[0]))).Where(g => g.Count() >= Patients / SlotsUsed && g.Key % 10 == 5).OrderBy(g => g.Key).Take(SlotsUsed).SelectMany(g => g.Take(Patients / SlotsUsed)).ToList();
        var slots = chosen.Select(l => Slots.Of(Guid.Parse(l.Split(',')[0]))).Distinct().Order().ToList();
        Assert.Equal((Patients, SlotsUsed), (chosen.Count, slots.Count));
        var from = await world.ImportAsync(chosen);

        await world.PollAsync(chosen, from, 288);

        var polls = world.Polls.Read(null);
        Assert.Equal((Patients * 288L, 0L), (polls.Done, polls.Duplicated));
        Assert.True(polls.Outcomes.Values.Sum(o => o.GetValueOrDefault("Unchanged")) > Patients * 288 * 9 / 10);
        Assert.Equal(0, polls.Misses);
    }
}
