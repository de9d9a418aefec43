using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Tests.Sweep;

/// <summary>States that begin though nothing comes in.</summary>
public sealed class ReviewTests
{
    private const int BradyMode = 730752;
    private readonly World _world = new();

    [Fact]
    public async Task Sweep_ModeLeftOnForMoreThanADay_OpensAnAlertInWhicheverProcess()
    {
        await _world.Start().TakeAsync(Mode("VOO", TimeSpan.Zero));

        await LaterAsync(TimeSpan.FromHours(23));
        Assert.Empty(_world.Alerts());
        await LaterAsync(TimeSpan.FromHours(2));

        var alert = Assert.Single(_world.Alerts());
        Assert.Equal(("DEV-02", _world.Time.Start.AddHours(24)), (alert.Rule, new DateTimeOffset(alert.Start.Ticks - (alert.Start.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero)));
    }

    [Fact]
    public async Task Sweep_ModeRestoredInTime_OpensNothing()
    {
        await _world.Start().TakeAsync(Mode("VOO", TimeSpan.Zero));
        _world.Time.Advance(TimeSpan.FromHours(20));
        await _world.Start().TakeAsync(Mode("DDDR", TimeSpan.FromHours(20)));

        await LaterAsync(TimeSpan.FromHours(30));

        Assert.Empty(_world.Alerts());
        Assert.Null(_world.File(Build.Patient.ToString("D"))!.ReviewAt);
    }

    [Fact]
    public async Task LateWord_OfARestoredMode_ClosesTheAlert()
    {
        await _world.Start().TakeAsync(Mode("VOO", TimeSpan.Zero));
        await LaterAsync(TimeSpan.FromHours(25));

        await _world.Start().TakeAsync(Mode("DDDR", TimeSpan.FromHours(3)));

        Assert.NotNull(Assert.Single(_world.Alerts()).ClearedAt);
    }

    private async Task LaterAsync(TimeSpan later)
    {
        _world.Time.Advance(later);
        await _world.Start().Sweep.SweepAsync(CancellationToken.None);
    }

    private Transmission Mode(string mode, TimeSpan after) =>
        Build.Transmission(_world.Time.Start + after, $"t{after.TotalHours}", measurements: [Build.Name(BradyMode, mode)]);
}
