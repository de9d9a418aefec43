using LocalDapr.Resiliency;
using Microsoft.Extensions.Logging;

namespace LocalDapr.PubSub.Subscribing;

/// <summary>Delivers several events in one call for each path; only what failed is tried again.</summary>
/// <param name="subscription">The subscription.</param>
/// <param name="sorting">Sorts events.</param>
/// <param name="postman">Brings events to the application.</param>
/// <param name="policy">The inbound policy.</param>
/// <param name="deadLetters">The dead-letter topic.</param>
/// <param name="keepsWhileAppIsDown">True when the component keeps events while the application does not listen.</param>
/// <param name="logger">Log.</param>
internal sealed class BulkDelivery(Subscription subscription, Sorting sorting, IBulkPostman postman, IPolicy policy, DeadLetters deadLetters, bool keepsWhileAppIsDown, ILogger logger)
{
    /// <summary>Delivers the events.</summary>
    /// <param name="deliveries">The events.</param>
    /// <param name="cancellationToken">The subscription ends.</param>
    /// <returns>What became of each.</returns>
    public async Task<IReadOnlyList<DeliveryResult>> DeliverAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        var results = new DeliveryResult[deliveries.Count];
        var positions = new Dictionary<string, int>(deliveries.Count, StringComparer.Ordinal);
        var byPath = new Dictionary<string, List<Letter>>(StringComparer.Ordinal);
        for (var i = 0; i < deliveries.Count; i++)
        {
            positions[deliveries[i].EntryId] = i;
            var sorted = sorting.Sort(deliveries[i], wrapRaw: false, postman.NeedsEnvelope);
            if (sorted.Letter is not { } letter)
            {
                results[i] = await SettleUndeliverableAsync(deliveries[i], sorted, cancellationToken);
                continue;
            }

            if (!byPath.TryGetValue(letter.Path, out var letters))
                byPath.Add(letter.Path, letters = []);
            letters.Add(letter);
        }

        foreach (var letters in byPath.Values)
        {
            var (left, outcome) = await BringAsync(letters, positions, deliveries, cancellationToken);
            foreach (var letter in left)
            {
                var i = positions[letter.EntryId];
                results[i] = outcome.Unavailable ? DeliveryResult.AppUnavailable : await SettleFailedAsync(deliveries[i], letter, outcome, cancellationToken);
            }
        }

        return results;
    }

    private async Task<(List<Letter> Left, Outcome Outcome)> BringAsync(List<Letter> letters, Dictionary<string, int> positions, IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        var left = letters;
        try
        {
            await policy.RunAsync(
                async token =>
                {
                    var answer = await postman.DeliverAsync(left, token);
                    var failed = new List<Letter>();
                    foreach (var letter in left)
                    {
                        switch (answer.Verdicts.GetValueOrDefault(letter.EntryId, AppVerdict.Retry))
                        {
                            case AppVerdict.Retry:
                                failed.Add(letter);
                                break;
                            case AppVerdict.Drop:
                                await deadLetters.MoveEntryAsync(deliveries[positions[letter.EntryId]].Event, letter.Facts.Id, "the application dropped it", cancellationToken);
                                break;
                        }
                    }

                    left = failed;
                    return answer;
                },
                answer => left.Count == 0 ? Verdict.Ok : new Verdict(false, answer.HttpStatus, answer.GrpcStatus),
                cancellationToken);
            return (left, new Outcome("the application did not take it", false, false));
        }
        catch (HttpRequestException e) when (keepsWhileAppIsDown && e.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return (left, new Outcome(e.Message, false, true));
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return (left, new Outcome(e.Message, e is BreakerOpenException, false));
        }
    }

    private async Task<DeliveryResult> SettleUndeliverableAsync(Delivery delivery, Sorted sorted, CancellationToken cancellationToken)
    {
        if (await deadLetters.MoveEntryAsync(delivery.Event, sorted.EventId, sorted.Reason, cancellationToken))
            return DeliveryResult.Acknowledged;
        PubSubLog.NotDelivered(logger, sorted.EventId, subscription.Topic, subscription.PubSub, sorted.Reason);
        return sorted.IsFailure ? DeliveryResult.Failed : DeliveryResult.Acknowledged;
    }

    private async Task<DeliveryResult> SettleFailedAsync(Delivery delivery, Letter letter, Outcome outcome, CancellationToken cancellationToken)
    {
        if ((outcome.IsFinal || policy.HasRetry || !delivery.CanRedeliver) && await deadLetters.MoveEntryAsync(delivery.Event, letter.Facts.Id, outcome.Reason, cancellationToken))
            return DeliveryResult.Acknowledged;
        PubSubLog.NotDelivered(logger, letter.Facts.Id, subscription.Topic, subscription.PubSub, outcome.Reason);
        return DeliveryResult.Failed;
    }

    private readonly record struct Outcome(string Reason, bool IsFinal, bool Unavailable);
}
