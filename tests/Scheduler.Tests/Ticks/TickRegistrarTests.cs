using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Scheduler.Ticks;

namespace VectorCare.Scheduler.Tests.Ticks;

public sealed class TickRegistrarTests
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;

    [Fact]
    public async Task RegisterAsync_Again_WritesOnlyWhatDiffers()
    {
        var jobs = new FakeJobs();
        var registrar = new TickRegistrar(jobs, new FakeTimeProvider(), Options.Create(new SchedulerOptions()), NullLogger<TickRegistrar>.Instance);
        Assert.Equal(300, await registrar.RegisterAsync(None));
        Assert.Equal(0, await registrar.RegisterAsync(None));
        jobs.All["tick-v1-007"] = jobs.All["tick-v1-007"] with { Schedule = "8 0/5 * * * *" };
        jobs.All["tick-v1-008"] = jobs.All["tick-v1-008"] with { HasData = true };
        jobs.All.TryRemove("tick-v1-009", out _);
        Assert.Equal(3, await registrar.RegisterAsync(None));
        Assert.Equal(new JobForm("7 0/5 * * * *", "1s", 2, HasData: false), jobs.All["tick-v1-007"]);
    }

    private sealed class FakeJobs : IJobs
    {
        public ConcurrentDictionary<string, JobForm> All { get; } = new();

        public Task<JobForm?> GetAsync(string name, CancellationToken cancellationToken) => Task.FromResult(All.GetValueOrDefault(name));

        public Task ScheduleAsync(string name, JobForm form, CancellationToken cancellationToken)
        {
            All[name] = form;
            return Task.CompletedTask;
        }
    }
}
