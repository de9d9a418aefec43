using VectorCare.Services;

namespace VectorCare.Summary;

/// <summary>Waits at the end of a run for what is still under way.</summary>
internal static class Settling
{
    /// <summary>How long after it was due a poll may still be under way, on the application's clock; later it is lost.</summary>
    public static readonly TimeSpan InFlight = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Asks ingest until all is there, or the time is over.</summary>
    /// <param name="api">The services.</param>
    /// <param name="clock">The application's clock.</param>
    /// <param name="until">Polls due before this instant count.</param>
    /// <param name="limit">Instant at which waiting ends.</param>
    /// <param name="isDone">Whether all is there.</param>
    /// <param name="stop">Ends the waiting with an exception.</param>
    /// <param name="since">Polls due from this instant on count; null for all.</param>
    /// <returns>The last answer of ingest.</returns>
    public static async Task<IngestSummary> WaitAsync(ServiceApi api, TimeProvider clock, DateTimeOffset until, DateTimeOffset limit, Func<IngestSummary, Task<bool>> isDone, CancellationToken stop, DateTimeOffset? since = null)
    {
        using var timer = new PeriodicTimer(Look);
        while (true)
        {
            var ingest = await api.IngestAsync(until, stop, since);
            if (clock.GetUtcNow() > limit || await isDone(ingest))
                return ingest;
            await timer.WaitForNextTickAsync(stop);
        }
    }
}
