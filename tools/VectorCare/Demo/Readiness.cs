using LocalDapr.RunFiles;
using VectorCare.Services;

namespace VectorCare.Demo;

/// <summary>Waits until every service says that it is ready.</summary>
internal static class Readiness
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task WaitAsync(RunFileHost host, ServiceApi api, CancellationToken stop)
    {
        var waiting = host.Apps.Select(a => a.AppId).Where(a => a != ServiceEndpoints.VendorSim).ToHashSet(StringComparer.Ordinal);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var until = TimeProvider.System.GetUtcNow() + Limit;
        while (waiting.Count > 0 && await timer.WaitForNextTickAsync(stop))
        {
            if (host.Apps.FirstOrDefault(a => a.ExitCode is not null) is { } ended)
                throw new DemoException($"{ended.AppId} ended before it was ready. Its last lines are above.");
            if (TimeProvider.System.GetUtcNow() > until)
                throw new DemoException($"Not ready after {Limit.TotalSeconds:F0} s: {string.Join(", ", waiting)}. See the log files under services/*/.dapr/logs.");
            foreach (var appId in waiting.ToList())
            {
                if (await api.IsReadyAsync(appId, stop))
                    waiting.Remove(appId);
            }
        }
    }
}
