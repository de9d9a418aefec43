using VectorCare.Alerting.Files;
using VectorCare.Alerting.Stages;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Summary;

/// <summary>What this process has opened and delivered since it began: for an operator's screen, not for the record.</summary>
internal sealed class DeliveryBoard(TimeProvider time)
{
    private const int LastCount = 20;
    private const int MostDelays = 10_000;

    private readonly Lock _lock = new();
    private readonly DateTimeOffset _since = time.GetUtcNow();
    private readonly LinkedList<LastDelivery> _last = new();
    private readonly Dictionary<AlertSeverity, Queue<double>> _delays = [];
    private readonly Dictionary<AlertSeverity, long> _opened = [];
    private readonly Dictionary<AlertSeverity, long> _delivered = [];
    private readonly Dictionary<string, DateTimeOffset> _undelivered = [];
    private readonly Dictionary<StageReason, long> _heldForGood = [];
    private long _held;
    private long _undeliverable;

    /// <summary>A step was published.</summary>
    public void Stepped(AlertRecord record, PendingEvent step)
    {
        lock (_lock)
        {
            switch (step.State)
            {
                case AlertState.Opened:
                    _opened[record.Severity] = _opened.GetValueOrDefault(record.Severity) + 1;
                    if (record.Owed)
                        _undelivered[record.Id] = record.SeenAt;
                    break;
                case AlertState.Held:
                    _held++;
                    if (record is { Owed: false, HeldBecause: { } reason })
                    {
                        _undelivered.Remove(record.Id);
                        _heldForGood[reason] = _heldForGood.GetValueOrDefault(reason) + 1;
                    }

                    break;
                case AlertState.Undeliverable:
                    _undeliverable++;
                    break;
                case AlertState.Delivered:
                    // The pages after the first are no deliveries of another alert.
                    if (step.At == record.DeliveredAt)
                        _delivered[record.Severity] = _delivered.GetValueOrDefault(record.Severity) + 1;
                    _undelivered.Remove(record.Id);
                    break;
                case AlertState.Acknowledged:
                    _undelivered.Remove(record.Id);
                    break;
            }
        }
    }

    /// <summary>A channel accepted an alert.</summary>
    public void Delivered(AlertRecord record, string channel, DateTimeOffset at)
    {
        var delay = Math.Max(0, (at - record.SeenAt).TotalMilliseconds);
        lock (_lock)
        {
            if (!_delays.TryGetValue(record.Severity, out var delays))
                _delays[record.Severity] = delays = new Queue<double>();
            delays.Enqueue(delay);
            if (delays.Count > MostDelays)
                delays.Dequeue();
            _last.AddFirst(new LastDelivery(at, record.Rule, record.Severity, channel, delay, record.Id));
            if (_last.Count > LastCount)
                _last.RemoveLast();
        }
    }

    /// <summary>The board as it stands.</summary>
    /// <param name="until">Counts as undelivered only what was seen before this instant; null for all.</param>
    public AlertingSummary Read(DateTimeOffset? until = null)
    {
        lock (_lock)
        {
            return new AlertingSummary(
                _since,
                _opened.Values.Sum(),
                _delivered.Values.Sum(),
                _undelivered.Values.Count(seen => !(seen >= until)),
                _held,
                new(_heldForGood),
                _undeliverable,
                [.. Enum.GetValues<AlertSeverity>().Select(s => Severity(s))],
                [.. _last]);
        }
    }

    private SeveritySummary Severity(AlertSeverity severity)
    {
        double[] sorted = [.. _delays.GetValueOrDefault(severity) ?? []];
        Array.Sort(sorted);
        return new SeveritySummary(
            severity, _opened.GetValueOrDefault(severity), _delivered.GetValueOrDefault(severity),
            Quantile(sorted, 0.5), Quantile(sorted, 0.99), sorted.Length == 0 ? null : sorted[^1]);
    }

    private static double? Quantile(double[] sorted, double q) => sorted.Length == 0 ? null : sorted[(int)Math.Ceiling(q * sorted.Length) - 1];
}

/// <summary>What a process has opened and delivered since it began.</summary>
/// <param name="Since">When it began.</param>
/// <param name="Opened">Alerts opened.</param>
/// <param name="Delivered">Alerts a channel accepted.</param>
/// <param name="Undelivered">Alerts opened here that still wait for a channel.</param>
/// <param name="Held">Alerts held by a stage.</param>
/// <param name="HeldForGood">Those of them that are never delivered, by the stage's reason.</param>
/// <param name="Undeliverable">Alerts every channel refused at some time.</param>
/// <param name="BySeverity">The same by severity.</param>
/// <param name="Last">The last deliveries, newest first.</param>
internal sealed record AlertingSummary(
    DateTimeOffset Since, long Opened, long Delivered, int Undelivered, long Held, Dictionary<StageReason, long> HeldForGood, long Undeliverable, IReadOnlyList<SeveritySummary> BySeverity, IReadOnlyList<LastDelivery> Last);

/// <summary>A severity's counts and delays, from the end of the poll that saw it to a channel's acceptance, in milliseconds.</summary>
/// <param name="Severity">Severity.</param>
/// <param name="Opened">Alerts opened.</param>
/// <param name="Delivered">Alerts delivered.</param>
/// <param name="DelayP50Ms">Median, or null without deliveries.</param>
/// <param name="DelayP99Ms">99th percentile, or null.</param>
/// <param name="DelayMaxMs">Greatest, or null.</param>
internal sealed record SeveritySummary(AlertSeverity Severity, long Opened, long Delivered, double? DelayP50Ms, double? DelayP99Ms, double? DelayMaxMs);

/// <summary>A delivery.</summary>
/// <param name="At">When.</param>
/// <param name="Rule">Rule id.</param>
/// <param name="Severity">Severity.</param>
/// <param name="Channel">Channel.</param>
/// <param name="DelayMs">Delay in milliseconds.</param>
/// <param name="AlertId">Alert id.</param>
internal sealed record LastDelivery(DateTimeOffset At, string Rule, AlertSeverity Severity, string Channel, double DelayMs, string AlertId);
