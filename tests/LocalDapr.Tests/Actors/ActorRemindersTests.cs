using LocalDapr.Actors;
using LocalDapr.Jobs.Engine;
using LocalDapr.Tests.Jobs;
using Microsoft.Extensions.Time.Testing;

namespace LocalDapr.Tests.Actors;

public sealed class ActorRemindersTests : IAsyncDisposable
{
    private static readonly ActorKey One = new("Inbox", "1");

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly JobScheduler _scheduler;
    private readonly ActorReminders _reminders;

    public ActorRemindersTests()
    {
        _scheduler = new JobScheduler(new VolatileJobStore(), _clock);
        _reminders = new ActorReminders(_scheduler);
    }

    public ValueTask DisposeAsync() => _scheduler.DisposeAsync();

    [Theory]
    [InlineData("2h", "@every 2h0m0s")]
    [InlineData("PT90S", "@every 1m30s")]
    [InlineData("R4/P1DT1H", "@every 25h0m0s")]
    [InlineData("", "")]
    public async Task FindAsync_Period_IsShownAsEvery(string period, string expected)
    {
        await _reminders.RegisterAsync(One, "wake", Timing("1h", period));
        Assert.Equal(expected, (await _reminders.FindAsync(One, "wake"))!.Period);
    }

    [Theory]
    [InlineData("soon", "", "", "rpc error: code = Unknown desc = job failed validation: due time format not recognized")]
    [InlineData("", "often", "", "unsupported period format: often")]
    [InlineData("1s", "", "x", "rpc error: code = Unknown desc = job failed validation: job must have a schedule to have a ttl")]
    [InlineData("", "", "", "rpc error: code = Unknown desc = job failed validation: job must have either a due time or a schedule")]
    public async Task RegisterAsync_Unusable_SaysWhy(string dueTime, string period, string ttl, string expected)
    {
        var error = await Assert.ThrowsAsync<FormatException>(() => _reminders.RegisterAsync(One, "wake", Timing(dueTime, period) with { Ttl = ttl }));
        Assert.Equal(expected, error.Message);
    }

    [Fact]
    public async Task RegisterAsync_OverwriteFalse_KeepsTheOldOne()
    {
        Assert.True(await _reminders.RegisterAsync(One, "wake", Timing("1h", "")));
        Assert.False(await _reminders.RegisterAsync(One, "wake", Timing("2h", "") with { Overwrite = false }));
        Assert.Equal("1h", (await _reminders.FindAsync(One, "wake"))!.DueTime);
    }

    [Fact]
    public async Task Tick_Failing_IsRepeatedEverySecond()
    {
        var target = new PlayedTarget { Outcome = JobOutcome.Failed };
        using var connection = await _reminders.ConnectAsync("Inbox", target);
        await _reminders.RegisterAsync(One, "wake", Timing("1s", ""));
        for (var i = 0; i < 6; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await target.NextAsync();
            while (_scheduler.Running > 0)
                await Task.Yield();
        }
        target.Outcome = JobOutcome.Succeeded;
        _clock.Advance(TimeSpan.FromSeconds(1));
        await target.NextAsync();
        while (_scheduler.Running > 0)
            await Task.Yield();
        Assert.Null(await _reminders.FindAsync(One, "wake"));
    }

    private static ActorTiming Timing(string dueTime, string period) => new(dueTime, period, "", "", null, true, null);
}
