using VectorCare.Contracts;
using VectorCare.EndToEnd.Tests.World;
using VendorSim;

namespace VectorCare.EndToEnd.Tests;

public sealed class VendorOutageTests
{
    [Fact]
    public async Task Run_VendorIsOutForFiveCycles_CountsForTheVendorAndNotForItsPatients()
    {
        await using var world = await VectorCareWorld.StartAsync(
            new VendorSimOptions { Patients = 6_000, Clinics = 3, RateScale = 0.001, Faults = ["vendor-outage=aurora@10m+25m"] },
            new Dictionary<string, string?> { ["Scraper:PacingWindow"] = "00:00:00" });
        // Twenty patients of each vendor in five slots.
        var chosen = world.Population.Select(l => (Line: l, Fields: l.Split(','))).GroupBy(l => Slots.Of(Guid.Parse(l.Fields[0])))
            .Select(g => g.GroupBy(l => l.Fields[2]).Select(v => v.Take(4).ToList()).ToList()).Where(g => g.Count == 3 && g.TrueForAll(v => v.Count == 4)).Take(5)
            .SelectMany(g => g.SelectMany(v => v.Select(l => l.Line))).ToList();
        var from = await world.ImportAsync(chosen);

        await world.PollAsync(chosen, from, 10);

        var polls = world.Polls.Read(null, null);
        var aurora = polls.Outcomes["aurora"];
        Assert.Equal((600L, 0L), (polls.Done, polls.Duplicated));
        // Those that found the outage out may have missed; from then on it is the vendor that is down.
        Assert.InRange(aurora.GetValueOrDefault("VendorDown"), 3 * 20, 6 * 20);
        Assert.InRange(aurora.GetValueOrDefault("Missed"), 0, 20);
        Assert.True(aurora["Unchanged"] > 2 * 20, "It did not recover.");
        Assert.All(["borealis", "cygnus"], vendor => Assert.Equal(["New", "Unchanged"], polls.Outcomes[vendor].Keys.Order(StringComparer.Ordinal)));
        Assert.DoesNotContain(world.Mails(), m => m.Contains("OPS-01", StringComparison.Ordinal));
        Assert.Contains(world.Mails(), m => m.Contains("OPS-02", StringComparison.Ordinal));
    }
}
