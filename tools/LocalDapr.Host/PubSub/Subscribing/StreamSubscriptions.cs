using Dapr.Client.Autogen.Grpc.v1;
using Grpc.Core;
using LocalDapr.PubSub.Publishing;
using LocalDapr.Resources;
using LocalDapr.Sidecars;

namespace LocalDapr.PubSub.Subscribing;

/// <summary><c>SubscribeTopicEventsAlpha1</c>: a subscription that lives as long as its stream.</summary>
/// <param name="sidecar">The sidecar.</param>
/// <param name="targets">Its components.</param>
/// <param name="publisher">Publishes to dead-letter topics.</param>
/// <param name="subscriptions">Where metadata see it.</param>
internal sealed class StreamSubscriptions(SidecarContext sidecar, IReadOnlyDictionary<string, PubSubTarget> targets, Publisher publisher, Subscriptions subscriptions)
{
    /// <summary>Maps the method.</summary>
    /// <param name="api">Where to map.</param>
    public void Map(SidecarApi api) =>
        api.Duplex<SubscribeTopicEventsRequestAlpha1, SubscribeTopicEventsResponseAlpha1>("SubscribeTopicEventsAlpha1", SubscribeAsync);

    private async Task SubscribeAsync(IAsyncStreamReader<SubscribeTopicEventsRequestAlpha1> requests, IServerStreamWriter<SubscribeTopicEventsResponseAlpha1> responses, ServerCallContext context)
    {
        if (!await requests.MoveNext(context.CancellationToken))
            return;
        var asked = requests.Current.InitialRequest ?? throw Unknown("initial request is required");
        if (asked.PubsubName.Length == 0)
            throw Unknown("pubsubName is required");
        if (asked.Topic.Length == 0)
            throw Unknown("topic is required");
        if (!targets.TryGetValue(asked.PubsubName, out var target))
            throw PubSubErrors.NotFound(asked.PubsubName).ToRpc();
        if (!target.Scopes.MaySubscribe(asked.Topic))
            throw PubSubErrors.Forbidden(asked.PubsubName, asked.Topic, sidecar.AppId).ToRpc();

        var subscription = new Subscription(
            asked.PubsubName,
            asked.Topic,
            [new RouteRule("", "/")],
            Subscription.NullIfEmpty(asked.DeadLetterTopic),
            null,
            new Dictionary<string, string>(asked.Metadata, StringComparer.Ordinal),
            SubscriptionKind.Streaming);
        using var postman = new StreamPostman(responses, subscription);
        await postman.SendAsync(new SubscribeTopicEventsResponseAlpha1 { InitialResponse = new SubscribeTopicEventsResponseInitialAlpha1() }, context.CancellationToken);
        subscriptions.Show(subscription);
        try
        {
            var handler = new SubscriptionHandler(sidecar, subscription, target, publisher, postman);
            await using var running = await target.Component.SubscribeAsync(subscription.ToRequest(), handler, context.CancellationToken);
            await ReadAnswersAsync(requests, postman, context.CancellationToken);
        }
        finally
        {
            subscriptions.Hide(subscription);
        }
    }

    private static async Task ReadAnswersAsync(IAsyncStreamReader<SubscribeTopicEventsRequestAlpha1> requests, StreamPostman postman, CancellationToken cancellationToken)
    {
        try
        {
            while (await requests.MoveNext(cancellationToken))
                postman.Answered(requests.Current.EventProcessed ?? throw Unknown("duplicate initial request received"));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client has gone; its subscription ends.
        }
        finally
        {
            postman.Close();
        }
    }

    private static RpcException Unknown(string message) => new(new Status(StatusCode.Unknown, message));
}
