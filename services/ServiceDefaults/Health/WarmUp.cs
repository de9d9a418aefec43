using Dapr;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace VectorCare.ServiceDefaults.Health;

/// <summary>Reads once from components before the service says that it is ready: the first work then waits neither for connections nor for code to be compiled. A component that does not answer keeps nobody from being ready: its errors show where it is used.</summary>
internal sealed class WarmUp(IEnumerable<WarmUpStep> steps, IServiceProvider services, TimeProvider time) : BackgroundService, IHealthCheck
{
    private const int Attempts = 20;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);
    private volatile bool _done;

    /// <inheritdoc />
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_done ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The components are being reached for the first time."));

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var step in steps)
        {
            for (var attempt = 0; attempt < Attempts && !await TryAsync(step, stoppingToken); attempt++)
                await Task.Delay(Between, time, stoppingToken);
        }

        _done = true;
    }

    private async Task<bool> TryAsync(WarmUpStep step, CancellationToken cancellationToken)
    {
        try
        {
            await step.RunAsync(services, cancellationToken);
            return true;
        }
        catch (Exception error) when (error is DaprException or HttpRequestException)
        {
            return false;
        }
    }
}

/// <summary>One thing to do before the service is ready.</summary>
/// <param name="RunAsync">Does it, and changes nothing.</param>
internal sealed record WarmUpStep(Func<IServiceProvider, CancellationToken, Task> RunAsync);

/// <summary>Registers what is done before a service says that it is ready.</summary>
public static class WarmUpRegistration
{
    /// <summary>Adds a step.</summary>
    /// <param name="services">The service's services.</param>
    /// <param name="run">Reads something and changes nothing; may be called again when the sidecar does not answer.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddWarmUp(this IServiceCollection services, Func<IServiceProvider, CancellationToken, Task> run)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (!services.Any(s => s.ServiceType == typeof(WarmUp)))
        {
            services.AddSingleton<WarmUp>().AddHostedService(s => s.GetRequiredService<WarmUp>());
            services.AddHealthChecks().AddCheck<WarmUp>("warm-up");
        }

        return services.AddSingleton(new WarmUpStep(run));
    }
}
