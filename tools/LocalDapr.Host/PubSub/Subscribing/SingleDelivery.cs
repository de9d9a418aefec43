using LocalDapr.Resiliency;
using Microsoft.Extensions.Logging;

namespace LocalDapr.PubSub.Subscribing;

/// <summary>Delivers one event: sorts it, brings it under the inbound policy, and sees to what failed.</summary>
/// <param name="subscription">The subscription.</param>
/// <param name="sorting">Sorts events.</param>
/// <param name="postman">Brings events to the application.</param>
/// <param name="policy">The inbound policy.</param>
/// <param name="deadLetters">The dead-letter topic.</param>
/// <param name="keepsWhileAppIsDown">True when the component keeps events while the application does not listen.</param>
/// <param name="logger">Log.</param>
internal sealed class SingleDelivery(Subscription subscription, Sorting sorting, IPostman postman, IPolicy policy, DeadLetters deadLetters, bool keepsWhileAppIsDown, ILogger logger)
{
    /// <summary>Delivers an event.</summary>
    /// <param name="delivery">The event.</param>
    /// <param name="cancellationToken">The subscription ends.</param>
    /// <returns>What became of it.</returns>
    public async Task<DeliveryResult> DeliverAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var sorted = sorting.Sort(delivery, wrapRaw: true, postman.NeedsEnvelope);
        if (sorted.Letter is not { } letter)
        {
            var moved = await deadLetters.MoveAsync(delivery.Event, sorted.EventId, sorted.Reason, cancellationToken);
            if (!moved)
                PubSubLog.NotDelivered(logger, sorted.EventId, subscription.Topic, subscription.PubSub, sorted.Reason);
            return moved || !sorted.IsFailure ? DeliveryResult.Acknowledged : DeliveryResult.Failed;
        }

        var (verdict, reason, isFinal) = await BringAsync(letter, cancellationToken);
        switch (verdict)
        {
            case AppVerdict.Success:
                return DeliveryResult.Acknowledged;
            case AppVerdict.Drop:
                if (deadLetters.Configured && !await deadLetters.MoveAsync(delivery.Event, sorted.EventId, reason, cancellationToken))
                    return DeliveryResult.Failed;
                return DeliveryResult.Acknowledged;
            case null:
                return DeliveryResult.AppUnavailable;
            default:
                if ((isFinal || policy.HasRetry || !delivery.CanRedeliver) && await deadLetters.MoveAsync(delivery.Event, sorted.EventId, reason, cancellationToken))
                    return DeliveryResult.Acknowledged;
                PubSubLog.NotDelivered(logger, sorted.EventId, subscription.Topic, subscription.PubSub, reason);
                return DeliveryResult.Failed;
        }
    }

    // A verdict of null: the application does not listen, and the component waits for it.
    private async Task<(AppVerdict? Verdict, string Reason, bool IsFinal)> BringAsync(Letter letter, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await policy.RunAsync(
                token => postman.DeliverAsync(letter, token),
                static answer => answer.Verdict == AppVerdict.Retry ? new Verdict(false, answer.HttpStatus, answer.GrpcStatus) : Verdict.Ok,
                cancellationToken);
            return (answer.Verdict, (answer.HttpStatus ?? answer.GrpcStatus) is { } status ? $"the application answered {status}" : $"the application asked for {answer.Verdict}", false);
        }
        catch (HttpRequestException e) when (keepsWhileAppIsDown && e.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return (null, e.Message, false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return (AppVerdict.Retry, e.Message, e is BreakerOpenException);
        }
    }
}
