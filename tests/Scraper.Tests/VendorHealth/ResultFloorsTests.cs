using Microsoft.Extensions.Options;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Tests.Harness;
using VectorCare.Scraper.VendorHealth;

namespace VectorCare.Scraper.Tests.VendorHealth;

public sealed class ResultFloorsTests
{
    [Fact]
    public async Task Settle_ShareFallsBelowTheFloorAndRises_TellsOnceAndRestoresOnce()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var floors = harness.Get<ResultFloors>();

        await SettleAsync(harness, floors, seen: 110, missed: 0);
        Assert.Empty(harness.Publisher.Of<ConnectivityEvent>());
        harness.NextCycle();
        await SettleAsync(harness, floors, seen: 40, missed: 70);
        await SettleAsync(harness, floors, seen: 0, missed: 10);
        var told = Assert.Single(harness.Publisher.Of<ConnectivityEvent>());
        Assert.Equal((ConnectivityKind.PageQuarantined, ResultFloors.Results, "below-floor"), (told.Kind, told.Page, told.Reason));
        harness.NextCycle();
        await SettleAsync(harness, floors, seen: 110, missed: 0);

        Assert.Equal(ConnectivityKind.PageRestored, harness.Publisher.Of<ConnectivityEvent>()[^1].Kind);
        Assert.Equal(2, harness.Publisher.Of<ConnectivityEvent>().Count);
    }

    [Fact]
    public async Task Settle_VendorDownOrFewPolls_TellsNothing()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var floors = harness.Get<ResultFloors>();

        await SettleAsync(harness, floors, seen: 0, missed: 99);
        harness.NextCycle();
        await SettleAsync(harness, floors, seen: 0, missed: 0, down: 500);

        Assert.Empty(harness.Publisher.Of<ConnectivityEvent>());
    }

    [Fact]
    public async Task Settle_VendorsOwnFloorIsZero_TellsNothing()
    {
        await using var harness = await ScraperHarness.StartAsync();
        harness.Get<IOptions<ScraperOptions>>().Value.ResultFloors["aurora"] = 0;

        await SettleAsync(harness, harness.Get<ResultFloors>(), seen: 0, missed: 500);

        Assert.Empty(harness.Publisher.Of<ConnectivityEvent>());
    }

    private static Task SettleAsync(ScraperHarness harness, ResultFloors floors, int seen, int missed, int down = 0)
    {
        PollResult Result(PollOutcome outcome) => new(Guid.NewGuid(), "clinic-0001", outcome, 0, 0, 1, null, 0, outcome == PollOutcome.Unchanged ? null : "x");
        IEnumerable<PollResult> polls = [.. Enumerable.Repeat(0, seen).Select(_ => Result(PollOutcome.Unchanged)), .. Enumerable.Repeat(0, missed).Select(_ => Result(PollOutcome.Missed)), .. Enumerable.Repeat(0, down).Select(_ => Result(PollOutcome.VendorDown))];
        return floors.SettleAsync(new PollOutcomes(1, "b", harness.Cycle, 0, "aurora", Slots.Due(harness.Cycle, 0), [.. polls]), default);
    }
}
