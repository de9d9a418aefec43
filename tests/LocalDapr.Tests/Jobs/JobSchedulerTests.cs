using LocalDapr.Jobs.Engine;
using LocalDapr.Storage;
using Microsoft.Extensions.Time.Testing;

namespace LocalDapr.Tests.Jobs;

/// <summary>The scheduler in virtual time.</summary>
public sealed class JobSchedulerTests : IAsyncLifetime
{
    private const string Owner = "app||a";

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly TemporaryFolder _folder = new();
    private readonly PlayedTarget _target = new();
    private SqliteFile? _file;
    private JobScheduler? _scheduler;

    private JobScheduler Scheduler => _scheduler!;

    public ValueTask InitializeAsync()
    {
        Open();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Scheduler.DisposeAsync();
        await _file!.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task ScheduleAsync_Cron_TriggersWithTheClock()
    {
        using var connection = await Scheduler.ConnectAsync(Owner, _target);
        await ScheduleAsync("slot", schedule: "TZ=UTC 17 2/5 * * * *");
        _clock.Advance(TimeSpan.FromSeconds(136));
        Assert.Equal(0, _target.Started);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("slot", await _target.NextAsync());
        await DrainAsync();
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("slot", await _target.NextAsync());
    }

    [Fact]
    public async Task ScheduleAsync_Repeats_EndTheJob()
    {
        using var connection = await Scheduler.ConnectAsync(Owner, _target);
        await ScheduleAsync("j", schedule: "@every 1s", repeats: 3);
        _clock.Advance(TimeSpan.FromSeconds(10));
        for (var i = 0; i < 3; i++)
            await _target.NextAsync();
        await DrainAsync();
        Assert.Null(await Scheduler.FindAsync(Owner, "j"));
        Assert.Equal(3, _target.Started);
    }

    [Fact]
    public async Task ScheduleAsync_Exists_OnlyOverwriteReplaces()
    {
        Assert.True(await ScheduleAsync("j", dueTime: "1h"));
        Assert.False(await ScheduleAsync("j", dueTime: "2h"));
        Assert.True(await ScheduleAsync("j", dueTime: "3h", overwrite: true));
        Assert.Equal("3h", (await Scheduler.FindAsync(Owner, "j"))!.Timing.DueTime);
        using var connection = await Scheduler.ConnectAsync(Owner, _target);
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(0, _target.Started);
        _clock.Advance(TimeSpan.FromHours(1));
        await _target.NextAsync();
    }

    [Fact]
    public async Task Failure_ConstantPolicy_RetriesThenLosesTheTick()
    {
        _target.Outcome = JobOutcome.Failed;
        using var connection = await Scheduler.ConnectAsync(Owner, _target);
        await ScheduleAsync("j", dueTime: "1s", retry: new JobRetry(TimeSpan.FromSeconds(1), 3));
        for (var i = 1; i <= 4; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await _target.NextAsync();
            await DrainAsync();
        }
        Assert.Null(await Scheduler.FindAsync(Owner, "j"));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(4, _target.Started);
    }

    [Fact]
    public async Task Failure_Retries_DoNotShiftTheNextTick()
    {
        _target.Outcome = JobOutcome.Failed;
        using var connection = await Scheduler.ConnectAsync(Owner, _target);
        await ScheduleAsync("j", schedule: "@every 2s", retry: new JobRetry(TimeSpan.FromMilliseconds(300), 2));
        foreach (var wait in new[] { 2000, 300, 300 })
        {
            _clock.Advance(TimeSpan.FromMilliseconds(wait));
            await _target.NextAsync();
            await DrainAsync();
        }
        _clock.Advance(TimeSpan.FromMilliseconds(1399));
        Assert.Equal(3, _target.Started);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await _target.NextAsync();
    }

    [Fact]
    public async Task Failure_Drop_NextTickComesOnTime()
    {
        _target.Outcome = JobOutcome.Failed;
        using var connection = await Scheduler.ConnectAsync(Owner, _target);
        await ScheduleAsync("j", schedule: "@every 1s", repeats: 2, retry: JobRetry.Drop);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _target.NextAsync();
        await DrainAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _target.NextAsync();
        await DrainAsync();
        Assert.Null(await Scheduler.FindAsync(Owner, "j"));
    }

    [Fact]
    public async Task Ticks_OfOneJob_NeverOverlap_OfTwoJobsDo()
    {
        var hold = _target.Hold();
        using var connection = await Scheduler.ConnectAsync(Owner, _target);
        await ScheduleAsync("slow", schedule: "@every 1s");
        await ScheduleAsync("other", dueTime: "3s");
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["other", "slow"], new[] { await _target.NextAsync(), await _target.NextAsync() }.Order(StringComparer.Ordinal));
        Assert.Equal(2, _target.Started);
        hold.SetResult();
        for (var i = 0; i < 4; i++)
            Assert.Equal("slow", await _target.NextAsync());
    }

    [Fact]
    public async Task ConnectAsync_AfterTicksWereMissed_AllFollowAtOnce()
    {
        await ScheduleAsync("j", schedule: "@every 1s", repeats: 5);
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(0, _target.Started);
        using var connection = await Scheduler.ConnectAsync(Owner, _target);
        for (var i = 0; i < 5; i++)
            await _target.NextAsync();
        await DrainAsync();
        Assert.Null(await Scheduler.FindAsync(Owner, "j"));
    }

    [Fact]
    public async Task Disconnect_DuringADelivery_RepeatsItForTheNextTarget()
    {
        _target.Hold();
        var first = await Scheduler.ConnectAsync(Owner, _target);
        await ScheduleAsync("j", dueTime: "1s");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _target.NextAsync();
        first.Dispose();
        var next = new PlayedTarget();
        using var second = await Scheduler.ConnectAsync(Owner, next);
        Assert.Equal("j", await next.NextAsync());
    }

    [Fact]
    public async Task Open_AfterTheHostEnded_JobsAndCountersAreThere()
    {
        using (await Scheduler.ConnectAsync(Owner, _target))
        {
            await ScheduleAsync("three", schedule: "@every 1s", repeats: 3);
            await ScheduleAsync("gone", dueTime: "500ms");
            await ScheduleAsync("deleted", dueTime: "500ms");
            await Scheduler.DeleteAsync(Owner, "deleted");
            _clock.Advance(TimeSpan.FromSeconds(1));
            await _target.NextAsync();
            await _target.NextAsync();
            await DrainAsync();
        }

        // Counters are written behind the delivery; this write comes after them.
        await _file!.WriteAsync(_ => 0);

        // The database stays open, as nothing is closed in order when a process is killed.
        var old = (_scheduler, _file);
        Open();
        Assert.Equal("three", Assert.Single(await Scheduler.ListAsync(Owner, "")).Name);
        var target = new PlayedTarget();
        using var connection = await Scheduler.ConnectAsync(Owner, target);
        _clock.Advance(TimeSpan.FromSeconds(2));
        await target.NextAsync();
        await target.NextAsync();
        await target.IdleAsync();
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(2, target.Started);
        await old._scheduler!.DisposeAsync();
        await old._file!.DisposeAsync();
    }

    [Fact]
    public async Task DeleteByPrefixAsync_Prefix_OnlyThoseOfTheOwner()
    {
        await ScheduleAsync("p-1", dueTime: "1h");
        await ScheduleAsync("p-2", dueTime: "1h");
        await ScheduleAsync("q", dueTime: "1h");
        await Scheduler.ScheduleAsync(new JobDefinition("app||b", "p-1", new JobTiming(null, "1h", null, null), JobRetry.Default, []), false);
        await Scheduler.DeleteByPrefixAsync(Owner, "p-");
        Assert.Equal(["q"], (await Scheduler.ListAsync(Owner, "")).Select(j => j.Name));
        Assert.NotNull(await Scheduler.FindAsync("app||b", "p-1"));
    }

    [Fact]
    public async Task Advance_FarAhead_FiresLongDelays()
    {
        using var connection = await Scheduler.ConnectAsync(Owner, _target);
        await ScheduleAsync("far", dueTime: "2400h");
        _clock.Advance(TimeSpan.FromDays(100));
        Assert.Equal("far", await _target.NextAsync());
    }

    private void Open()
    {
        _file = SqliteFile.Open(_folder.At("host.db"), TimeSpan.FromSeconds(5));
        _scheduler = new JobScheduler(new JobStore(_file), _clock);
    }

    private Task<bool> ScheduleAsync(string name, string? schedule = null, string? dueTime = null, uint? repeats = null, JobRetry? retry = null, bool overwrite = false) =>
        Scheduler.ScheduleAsync(new JobDefinition(Owner, name, new JobTiming(schedule, dueTime, repeats, null), retry ?? JobRetry.Default, []), overwrite);

    // A reply is worked in after the target returned.
    private async Task DrainAsync()
    {
        await _target.IdleAsync();
        while (Scheduler.Running > 0)
            await Task.Yield();
    }
}
