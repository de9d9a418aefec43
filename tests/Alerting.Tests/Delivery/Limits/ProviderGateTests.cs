using Microsoft.Extensions.Time.Testing;
using VectorCare.Alerting.Delivery.Limits;

namespace VectorCare.Alerting.Tests.Delivery.Limits;

public sealed class ProviderGateTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Take_UrgentOnesWait_ComeBeforeAllOthersTheLongestWaitingFirst()
    {
        using var gate = new ProviderGate(new ProviderLimit { Calls = 1000, AtOnce = 1 }, _time);
        Assert.False(await gate.TakeAsync(Of(urgent: false, 0), CancellationToken.None));
        Dictionary<string, Task> waiting = [];
        foreach (var (name, urgent, since) in new[] { ("yellow-2", false, 2), ("yellow-1", false, 1), ("red-2", true, 4), ("red-1", true, 3) })
            waiting[name] = gate.TakeAsync(Of(urgent, since), CancellationToken.None);
        Assert.DoesNotContain(waiting.Values, t => t.IsCompleted);
        foreach (var next in new[] { "red-1", "red-2", "yellow-1", "yellow-2" })
        {
            gate.Release();
            await waiting[next].WaitAsync(TestContext.Current.CancellationToken);
            waiting.Remove(next);
            Assert.DoesNotContain(waiting.Values, t => t.IsCompleted);
        }
    }

    [Fact]
    public async Task Release_TheNextHasGivenUp_GoesToTheOneAfterAndThenIsFree()
    {
        using var gate = new ProviderGate(new ProviderLimit { Calls = 1000, AtOnce = 1 }, _time);
        using var tired = new CancellationTokenSource();
        await gate.TakeAsync(Of(urgent: true, 0), CancellationToken.None);
        var gone = gate.TakeAsync(Of(urgent: true, 1), tired.Token);
        var stays = gate.TakeAsync(Of(urgent: false, 2), CancellationToken.None);
        await tired.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        gate.Release();
        Assert.True(await stays.WaitAsync(TestContext.Current.CancellationToken));
        gate.Release();
        Assert.False(await gate.TakeAsync(Of(urgent: false, 3), CancellationToken.None));
    }

    [Fact]
    public async Task Take_WindowIsFull_WaitsAWindowFromTheEndOfTheOldestCall()
    {
        using var gate = new ProviderGate(new ProviderLimit { Calls = 2, InSeconds = 10, AtOnce = 8 }, _time);
        for (var i = 0; i < 2; i++)
            Assert.False(await gate.TakeAsync(Of(urgent: true, i), CancellationToken.None));
        var third = gate.TakeAsync(Of(urgent: true, 2), CancellationToken.None);
        var fourth = gate.TakeAsync(Of(urgent: true, 3), CancellationToken.None);

        // The provider may see a call as late as at its end.
        _time.Advance(TimeSpan.FromSeconds(30));
        gate.Release();
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(third.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(await third.WaitAsync(TestContext.Current.CancellationToken));
        Assert.False(fourth.IsCompleted);
    }

    [Fact]
    public async Task Take_OnlyTheFifthForRedIsLeft_YellowWaitsAndRedDoesNot()
    {
        using var gate = new ProviderGate(new ProviderLimit { Calls = 5, InSeconds = 60, AtOnce = 8 }, _time);
        for (var i = 0; i < 4; i++)
            Assert.False(await gate.TakeAsync(Of(urgent: false, i), CancellationToken.None));
        var yellow = gate.TakeAsync(Of(urgent: false, 4), CancellationToken.None);
        Assert.False(await gate.TakeAsync(Of(urgent: true, 5), CancellationToken.None));
        Assert.False(yellow.IsCompleted);
    }

    private static Turn Of(bool urgent, int since) => new(urgent, DateTimeOffset.UnixEpoch.AddSeconds(since));
}
