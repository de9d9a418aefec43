using System.Collections.Immutable;
using System.Text.Json;
using Dapr.AppCallback.Autogen.Grpc.v1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalDapr.Cel;
using LocalDapr.PubSub.Publishing;
using LocalDapr.Sidecars;
using Microsoft.Extensions.Logging;

namespace LocalDapr.PubSub.Subscribing;

/// <summary>The subscriptions of one sidecar: declared ones and those the application names once it listens.</summary>
internal sealed class Subscriptions : IAsyncDisposable
{
    private readonly SidecarContext _sidecar;
    private readonly IReadOnlyDictionary<string, PubSubTarget> _targets;
    private readonly Publisher _publisher;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IAsyncDisposable> _running = [];
    private ImmutableList<Subscription> _known;
    private Task _start = Task.CompletedTask;

    public Subscriptions(SidecarContext sidecar, IReadOnlyDictionary<string, PubSubTarget> targets, Publisher publisher)
    {
        _sidecar = sidecar;
        _targets = targets;
        _publisher = publisher;
        _logger = sidecar.Loggers.CreateLogger("LocalDapr.PubSub");
        _known = [.. sidecar.Resources.Subscriptions.Select(Subscription.From)];
        sidecar.Metadata.Subscriptions = () => _known.ConvertAll(s => s.ToInfo());
    }

    /// <summary>Starts the subscriptions when the application listens; does not wait for that.</summary>
    public Task StartAsync()
    {
        if (_sidecar.App.HasApp)
            _start = Task.Run(SubscribeWhenListeningAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Shows a subscription in the metadata.</summary>
    /// <param name="subscription">The subscription.</param>
    public void Show(Subscription subscription) => ImmutableInterlocked.Update(ref _known, (known, added) => known.Add(added), subscription);

    /// <summary>Takes a subscription out of the metadata.</summary>
    /// <param name="subscription">The subscription.</param>
    public void Hide(Subscription subscription) => ImmutableInterlocked.Update(ref _known, (known, removed) => known.RemoveAll(s => ReferenceEquals(s, removed)), subscription);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _start;
        await Task.WhenAll(_running.ConvertAll(r => r.DisposeAsync().AsTask()));
        _stop.Dispose();
    }

    private async Task SubscribeWhenListeningAsync()
    {
        try
        {
            await _sidecar.App.WaitUntilListeningAsync(_stop.Token);
            var named = await AskApplicationAsync();
            ImmutableInterlocked.Update(ref _known, (known, added) => known.AddRange(added), named);
            foreach (var subscription in _known)
                await SubscribeAsync(subscription);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The sidecar stops before the application listened.
        }
        catch (Exception e)
        {
            PubSubLog.SubscribingFailed(_logger, _sidecar.AppId, e);
        }
    }

    private async Task<IReadOnlyList<Subscription>> AskApplicationAsync()
    {
        try
        {
            if (_sidecar.App.Grpc is { } app)
                return ProgrammaticSubscriptions.From(await app.CallAsync<Empty, ListTopicSubscriptionsResponse>("ListTopicSubscriptions", new Empty(), [], _stop.Token));
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/dapr/subscribe", UriKind.Relative));
            using var response = await _sidecar.App.SendAsync(request, _stop.Token);
            if (response.IsSuccessStatusCode)
                return ProgrammaticSubscriptions.Parse(await response.Content.ReadAsByteArrayAsync(_stop.Token));
            if (response.StatusCode != System.Net.HttpStatusCode.NotFound)
                PubSubLog.NoSubscriptions(_logger, _sidecar.AppId, $"{(int)response.StatusCode}");
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unimplemented)
        {
            // The application has none.
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or TimeoutException or RpcException)
        {
            PubSubLog.NoSubscriptions(_logger, _sidecar.AppId, e.Message);
        }

        return [];
    }

    private async Task SubscribeAsync(Subscription subscription)
    {
        if (!_targets.TryGetValue(subscription.PubSub, out var target))
        {
            PubSubLog.NotSubscribed(_logger, _sidecar.AppId, subscription.Topic, subscription.PubSub, "there is no such component");
            return;
        }

        if (!target.Scopes.MaySubscribe(subscription.Topic))
        {
            PubSubLog.NotSubscribed(_logger, _sidecar.AppId, subscription.Topic, subscription.PubSub, "the topic is not allowed");
            return;
        }

        try
        {
            var handler = new SubscriptionHandler(_sidecar, subscription, target, _publisher, stream: null);
            _running.Add(await target.Component.SubscribeAsync(subscription.ToRequest(), handler, _stop.Token));
            PubSubLog.Subscribed(_logger, _sidecar.AppId, subscription.Topic, subscription.PubSub, subscription.Kind);
        }
        catch (Exception e) when (e is CelException or PublishFailedException)
        {
            PubSubLog.NotSubscribed(_logger, _sidecar.AppId, subscription.Topic, subscription.PubSub, e.Message);
        }
    }
}
