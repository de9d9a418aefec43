using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using VectorCare.Alerting.Rules.Loading;
using VectorCare.Bench.Fleet;

namespace VectorCare.Bench.Tests.Fleet;

public sealed class PlayedDayTests
{
    [Fact]
    public async Task EveryPoll_OfADay_GivesTheAlertsOfThePollsThatCount()
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();

        var day = await PlayedDay.PlayAsync(RuleLoader.LoadEmbedded(), services.GetRequiredService<IMeterFactory>(), 9, 4, _ => { }, TestContext.Current.CancellationToken);

        Assert.InRange(day.PollsThatCount, 9, day.Polls / 4);
        Assert.Equal(9 * 289, day.Polls);
        Assert.InRange(day.Alerts, 1, day.PollsThatCount * 3);
        Assert.True(day.Same);
    }
}
