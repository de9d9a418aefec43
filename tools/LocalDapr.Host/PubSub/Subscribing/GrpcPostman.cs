using Dapr.AppCallback.Autogen.Grpc.v1;
using Grpc.Core;
using LocalDapr.Sidecars;
using Status = Dapr.AppCallback.Autogen.Grpc.v1.TopicEventResponse.Types.TopicEventResponseStatus;

namespace LocalDapr.PubSub.Subscribing;

/// <summary>Brings events to an application that speaks gRPC, one by one or several in one call.</summary>
/// <param name="sidecar">The sidecar.</param>
/// <param name="app">The application.</param>
/// <param name="subscription">The subscription.</param>
/// <param name="isRaw">True when the events are raw payloads.</param>
internal sealed class GrpcPostman(SidecarContext sidecar, GrpcApp app, Subscription subscription, bool isRaw) : IPostman, IBulkPostman
{
    /// <inheritdoc />
    public bool NeedsEnvelope => true;

    /// <inheritdoc />
    public async Task<AppAnswer> DeliverAsync(Letter letter, CancellationToken cancellationToken)
    {
        try
        {
            var message = TopicEventMessages.Single(letter, subscription.PubSub);
            var reply = await app.CallAsync<TopicEventRequest, TopicEventResponse>("OnTopicEvent", message, Metadata(letter.Event.Metadata, letter.Facts.TraceParent), cancellationToken);
            return new AppAnswer(VerdictOf(reply.Status));
        }
        catch (RpcException e)
        {
            // An application without the method loses the event; it does not even go to the dead letters.
            return e.StatusCode == StatusCode.Unimplemented ? new AppAnswer(AppVerdict.Success) : new AppAnswer(AppVerdict.Retry, GrpcStatus: (int)e.StatusCode);
        }
    }

    /// <inheritdoc />
    public async Task<BulkAnswer> DeliverAsync(IReadOnlyList<Letter> letters, CancellationToken cancellationToken)
    {
        var message = new TopicEventBulkRequest
        {
            Id = Guid.NewGuid().ToString(),
            Topic = subscription.Topic,
            PubsubName = subscription.PubSub,
            Type = "com.dapr.event.sent.bulk",
            Path = letters[0].Path,
        };
        message.Metadata.Add(DeliveryRequest.PubSubName, subscription.PubSub);
        message.Entries.AddRange(letters.Select(l => TopicEventMessages.Entry(l, isRaw)));
        try
        {
            var reply = await app.CallEitherAsync<TopicEventBulkRequest, TopicEventBulkResponse>("OnBulkTopicEvent", message, Metadata(message.Metadata, letters[^1].Facts.TraceParent), cancellationToken);
            var verdicts = new Dictionary<string, AppVerdict>(StringComparer.Ordinal);
            foreach (var entry in reply.Statuses)
                verdicts[entry.EntryId] = VerdictOf(entry.Status);
            return new BulkAnswer(verdicts);
        }
        catch (RpcException e)
        {
            return e.StatusCode == StatusCode.Unimplemented ? BulkAnswer.Done(letters) : new BulkAnswer(BulkAnswer.None, GrpcStatus: (int)e.StatusCode);
        }
    }

    private static AppVerdict VerdictOf(Status status) => status switch
    {
        Status.Success => AppVerdict.Success,
        Status.Drop => AppVerdict.Drop,
        _ => AppVerdict.Retry,
    };

    private Dictionary<string, string> Metadata(IEnumerable<KeyValuePair<string, string>> metadata, string? trace)
    {
        var sent = new Dictionary<string, string>(metadata, StringComparer.OrdinalIgnoreCase) { [DeliveryRequest.PubSubName] = subscription.PubSub };
        if (EventTrace.OfDelivery(sidecar, trace) is { } parent)
            sent["traceparent"] = parent;
        return sent;
    }
}
