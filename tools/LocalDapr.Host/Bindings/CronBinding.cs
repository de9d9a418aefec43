using System.Globalization;
using Cronos;
using LocalDapr.Hosting;
using LocalDapr.Jobs.Times;
using LocalDapr.Resources;

namespace LocalDapr.Bindings;

/// <summary><c>bindings.cron</c>: calls the application at the times of a schedule.</summary>
internal sealed class CronBinding : IInputBinding
{
    private const string Every = "@every ";
    private readonly TimeProvider _clock;
    private readonly CronExpression? _cron;
    private readonly TimeSpan _interval;
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Creates the binding.</summary>
    /// <param name="spec">The component.</param>
    /// <param name="clock">Its clock.</param>
    /// <exception cref="LocalDaprException">The schedule is malformed.</exception>
    public CronBinding(ComponentSpec spec, TimeProvider clock)
    {
        _clock = clock;
        Name = spec.Name;
        IsWantedInAnyCase = (spec["direction"] ?? "").Split(',', StringSplitOptions.TrimEntries).Contains("input", StringComparer.OrdinalIgnoreCase);
        Route = (spec["route"] is { Length: > 0 } route ? route : spec.Name).TrimStart('/');
        var schedule = spec["schedule"]!.Trim();
        if (schedule.StartsWith(Every, StringComparison.Ordinal) && GoDuration.TryParse(schedule[Every.Length..], out _interval) && _interval > TimeSpan.Zero)
            return;
        var fields = schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        if (!CronExpression.TryParse(schedule, fields == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard, out _cron))
            throw new LocalDaprException($"{spec.Source}: schedule '{schedule}' of component '{spec.Name}' is neither '@every 5s' nor a cron expression of 5 or 6 fields.");
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public string Route { get; }

    /// <inheritdoc />
    public bool IsWantedInAnyCase { get; }

    /// <inheritdoc />
    public void Start(AppDelivery delivery) => _running = RunAsync(delivery, _stopping.Token);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task RunAsync(AppDelivery delivery, CancellationToken cancellationToken)
    {
        if (!await delivery.IsWantedAsync(cancellationToken))
            return;
        var deliveries = new List<Task>();
        var last = _clock.GetUtcNow();
        while (Next(last) is { } next)
        {
            var wait = next - _clock.GetUtcNow();
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, _clock, cancellationToken);
            last = next;
            deliveries.RemoveAll(d => d.IsCompleted);
            // A slow application does not hold up the schedule.
            deliveries.Add(delivery.DeliverAsync(ReadOnlyMemory<byte>.Empty, Metadata(), cancellationToken));
        }

        await Task.WhenAll(deliveries);
    }

    private DateTimeOffset? Next(DateTimeOffset after) => _cron is null ? after + _interval : _cron.GetNextOccurrence(after, TimeZoneInfo.Local);

    private Dictionary<string, string> Metadata() => new(StringComparer.Ordinal)
    {
        ["readTimeUTC"] = _clock.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss.fffffff '+0000 UTC'", CultureInfo.InvariantCulture),
        ["timeZone"] = "Local",
    };
}
