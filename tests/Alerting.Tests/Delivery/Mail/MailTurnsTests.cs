using VectorCare.Alerting.Delivery.Mail;

namespace VectorCare.Alerting.Tests.Delivery.Mail;

public sealed class MailTurnsTests
{
    private readonly MailTurns _turns = new();

    [Fact]
    public async Task Take_UrgentOnesWait_ComeBeforeAllOthersEachInItsOrder()
    {
        await _turns.TakeAsync(urgent: false, CancellationToken.None);
        Dictionary<string, Task> waiting = [];
        foreach (var (name, urgent) in new[] { ("yellow-1", false), ("yellow-2", false), ("red-1", true), ("red-2", true) })
            waiting[name] = _turns.TakeAsync(urgent, CancellationToken.None);
        Assert.DoesNotContain(waiting.Values, t => t.IsCompleted);
        foreach (var next in new[] { "red-1", "red-2", "yellow-1", "yellow-2" })
        {
            _turns.Release();
            await waiting[next].WaitAsync(TestContext.Current.CancellationToken);
            waiting.Remove(next);
            Assert.DoesNotContain(waiting.Values, t => t.IsCompleted);
        }
    }

    [Fact]
    public async Task Release_TheNextHasGivenUp_GoesToTheOneAfterAndThenIsFree()
    {
        using var tired = new CancellationTokenSource();
        await _turns.TakeAsync(urgent: true, CancellationToken.None);
        var gone = _turns.TakeAsync(urgent: true, tired.Token);
        var stays = _turns.TakeAsync(urgent: false, CancellationToken.None);
        await tired.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        _turns.Release();
        await stays.WaitAsync(TestContext.Current.CancellationToken);
        _turns.Release();
        Assert.True(_turns.TakeAsync(urgent: false, CancellationToken.None).IsCompletedSuccessfully);
    }
}
