using Microsoft.Extensions.Hosting;

namespace LocalDapr.Sidecars;

/// <summary>A server that starts and stops only when its sidecar says so, whatever signals the process gets.</summary>
internal sealed class HostedLifetime : IHostLifetime
{
    /// <inheritdoc />
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
