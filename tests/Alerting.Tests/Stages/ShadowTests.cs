using VectorCare.Alerting.Episodes;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Rules;
using VectorCare.Alerting.Stages;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Tests.Stages;

public sealed class ShadowTests
{
    private static readonly RuleCatalogue TriedOut = new([.. World.Catalogue.Rules.Select(r => r.Id is "VT-01" or "AT-01" ? r with { Shadow = true } : r)], World.Catalogue.Terms);

    private readonly World _world = new();

    [Fact]
    public async Task Run_RuleThatIsTriedOut_RecordsWhatItFindsAndTellsNobody()
    {
        var replica = _world.Start(rules: TriedOut);
        await replica.TakeAsync(Found());
        await replica.SweepForAsync(TimeSpan.FromMinutes(2));

        Assert.All(_world.Alerts(), a => Assert.Equal((EpisodeOrigin.Shadow, DeliveryPhase.Held, StageReason.Shadow), (a.Origin, a.Phase, a.HeldBecause)));
        Assert.All(_world.Alerts(), a => Assert.NotEmpty(a.Evidence));
        Assert.Equal([AlertState.Opened, AlertState.Held, AlertState.Opened, AlertState.Held], _world.Published.Select(e => e.State));
        Assert.Empty(_world.Sent);
        Assert.Empty(_world.Workflows);
        Assert.DoesNotContain(_world.Alerts(), a => a.IsOpen);
    }

    [Fact]
    public async Task Run_SameRuleInForce_FindsTheSameEpisodes()
    {
        var live = new World();
        await live.Start().TakeAsync(Found());
        await _world.Start(rules: TriedOut).TakeAsync(Found());

        Assert.Equal(["AT-01", "VT-01"], live.Alerts().Select(a => a.Rule).Order());
        Assert.Equal(live.Alerts().Select(a => a.Id).Order(), _world.Alerts().Select(a => a.Id).Order());
        Assert.NotEmpty(live.Sent);
    }

    private Transmission Found() => Build.Transmission(
        _world.Time.GetUtcNow(), "t1", measurements: [Build.Number(737696, 40, "%")], episodes: [Build.Event("1", EpisodeType.Vf, _world.Time.GetUtcNow().AddHours(-1))]);
}
