using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using VectorCare.ServiceDefaults.Health;

namespace VectorCare.ServiceDefaults.Tests.Health;

public sealed class WarmUpTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Check_WhileAStepRuns_IsNotReadyUntilItIsDone()
    {
        var step = new TaskCompletionSource();
        await using var services = Build(_ => step.Task);
        var warmUp = services.GetRequiredService<WarmUp>();
        await warmUp.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HealthStatus.Unhealthy, await StatusAsync(services));
        step.SetResult();
        await warmUp.ExecuteTask!;

        Assert.Equal(HealthStatus.Healthy, await StatusAsync(services));
    }

    [Fact]
    public async Task Check_ComponentDoesNotAnswer_TriesAgainAndIsReadyInTheEnd()
    {
        var tries = 0;
        await using var services = Build(_ =>
        {
            tries++;
            throw new HttpRequestException("nobody there");
        });
        var warmUp = services.GetRequiredService<WarmUp>();
        await warmUp.StartAsync(TestContext.Current.CancellationToken);

        while (!warmUp.ExecuteTask!.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Yield();
        }

        Assert.Equal((20, HealthStatus.Healthy), (tries, await StatusAsync(services)));
    }

    private static async Task<HealthStatus> StatusAsync(ServiceProvider services) =>
        (await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Status;

    private ServiceProvider Build(Func<CancellationToken, Task> step) =>
        new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_clock).AddWarmUp((_, stop) => step(stop)).BuildServiceProvider();
}
