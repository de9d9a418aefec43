using Microsoft.Extensions.Options;
using VectorCare.Alerting.Clinics;
using VectorCare.Alerting.Delivery;
using VectorCare.Alerting.Delivery.Limits;
using VectorCare.Alerting.Feedback;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Rules;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Ladder;

/// <summary>What came of one round over the channels.</summary>
/// <param name="Channel">The channel that accepted, or null.</param>
/// <param name="At">When the round ended.</param>
/// <param name="AllRejected">Every channel refused for good.</param>
/// <param name="Step">Page that was tried.</param>
/// <param name="Limited">No channel accepted, and at least one was not asked because its limit left no room.</param>
internal sealed record Climb(string? Channel, DateTimeOffset At, bool AllRejected, int Step, bool Limited = false);

/// <summary>Takes a page from channel to channel until one accepts it. Every copy of a page carries one key.</summary>
internal sealed class AlertLadder(IEnumerable<IAlertChannel> channels, RuleCatalogue catalogue, AlertLinks links, IOptions<DeliveryOptions> options, TimeProvider time, AlertingMetrics metrics)
{
    private readonly IAlertChannel[] _channels = [.. channels];

    /// <summary>The key of a page's copies.</summary>
    public static string KeyOf(string alertId, int step) => $"{alertId}:{step}";

    /// <summary>Tries the channels in order, beginning with the one the record names.</summary>
    public async Task<Climb> ClimbAsync(AlertRecord record, CaseFile file, ClinicChannels route, CancellationToken cancellationToken)
    {
        var message = await MessageOfAsync(record, file, cancellationToken);
        return await ClimbAsync(route, record.NextChannel, record.Step, record.Severity, (channel, turn, stop) => channel.SendAsync(message, route, turn, stop), cancellationToken);
    }

    /// <summary>Tries the channels in order with a digest.</summary>
    public Task<Climb> ClimbAsync(Digest digest, ClinicChannels route, CancellationToken cancellationToken) =>
        ClimbAsync(route, 0, 0, AlertSeverity.Yellow, (channel, turn, stop) => channel.SendAsync(digest, route, turn, stop), cancellationToken);

    /// <summary>What a human is told of an alert.</summary>
    public async Task<AlertMessage> MessageOfAsync(AlertRecord record, CaseFile file, CancellationToken cancellationToken)
    {
        var rule = catalogue.Find(record.Rule);
        return new AlertMessage(
            record.Id, KeyOf(record.Id, record.Step), record.Rule, record.RuleVersion, rule?.Title ?? record.Rule, rule?.Rationale ?? string.Empty,
            record.Severity, file.Clinic, file.Vendor, record.Start, record.SeenAt, record.Evidence, await links.ForAsync(record, file, cancellationToken));
    }

    private async Task<Climb> ClimbAsync(
        ClinicChannels route, int first, int step, AlertSeverity severity, Func<IAlertChannel, Turn, CancellationToken, Task<DeliveryResult>> send, CancellationToken cancellationToken)
    {
        var reaching = Array.FindAll(_channels, c => c.Reaches(route));
        IEnumerable<IAlertChannel> left = [.. reaching.Select((_, i) => reaching[(first + i) % reaching.Length])];
        var turn = Turn.Of(severity, time.GetUtcNow());
        var allRejected = true;
        while (true)
        {
            var limited = new List<IAlertChannel>();
            foreach (var channel in left)
            {
                using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.AttemptTimeoutSeconds), time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
                var result = await send(channel, turn, either.Token);
                metrics.Attempt(channel.Name, result, severity);
                if (result == DeliveryResult.Accepted)
                    return new Climb(channel.Name, time.GetUtcNow(), false, step);
                allRejected &= result == DeliveryResult.Rejected;
                if (result == DeliveryResult.Limited)
                    limited.Add(channel);
                cancellationToken.ThrowIfCancellationRequested();
            }

            // Those that were only full are asked again, in the same place of the line, while an attempt still fits into the lease.
            if (limited.Count == 0 || time.GetUtcNow() + TimeSpan.FromSeconds(1.5 * options.Value.AttemptTimeoutSeconds) > turn.Since + TimeSpan.FromSeconds(options.Value.LeaseSeconds))
                return new Climb(null, time.GetUtcNow(), allRejected, step, limited.Count > 0);
            left = limited;
        }
    }
}
