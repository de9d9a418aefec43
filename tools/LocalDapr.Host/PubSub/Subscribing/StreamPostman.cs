using System.Collections.Concurrent;
using Dapr.Client.Autogen.Grpc.v1;
using Grpc.Core;
using Status = Dapr.AppCallback.Autogen.Grpc.v1.TopicEventResponse.Types.TopicEventResponseStatus;

namespace LocalDapr.PubSub.Subscribing;

/// <summary>Brings events to a gRPC stream and waits for the answer to each.</summary>
/// <param name="stream">The stream.</param>
/// <param name="subscription">The subscription.</param>
internal sealed class StreamPostman(IServerStreamWriter<SubscribeTopicEventsResponseAlpha1> stream, Subscription subscription) : IPostman, IDisposable
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Status>> _waiting = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private volatile bool _closed;

    /// <inheritdoc />
    public bool NeedsEnvelope => true;

    /// <inheritdoc />
    public async Task<AppAnswer> DeliverAsync(Letter letter, CancellationToken cancellationToken)
    {
        var message = TopicEventMessages.Single(letter, subscription.PubSub);
        var answer = new TaskCompletionSource<Status>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[message.Id] = answer;
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            await SendAsync(new SubscribeTopicEventsResponseAlpha1 { EventMessage = message }, cancellationToken);
            return new AppAnswer(await answer.Task.WaitAsync(cancellationToken) switch
            {
                Status.Success => AppVerdict.Success,
                Status.Drop => AppVerdict.Drop,
                _ => AppVerdict.Retry,
            });
        }
        finally
        {
            _waiting.TryRemove(KeyValuePair.Create(message.Id, answer));
        }
    }

    /// <summary>Takes an answer of the application.</summary>
    /// <param name="processed">The answer; one that nobody waits for is ignored.</param>
    public void Answered(SubscribeTopicEventsRequestProcessedAlpha1 processed)
    {
        if (_waiting.TryGetValue(processed.Id, out var answer))
            answer.TrySetResult(processed.Status?.Status ?? Status.Success);
    }

    /// <summary>Ends all waiting: there will be no more answers.</summary>
    public void Close()
    {
        _closed = true;
        foreach (var answer in _waiting.Values)
            answer.TrySetCanceled();
    }

    /// <summary>Sends a message; messages do not overlap.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    public async Task SendAsync(SubscribeTopicEventsResponseAlpha1 message, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await stream.WriteAsync(message, CancellationToken.None);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _writing.Dispose();
}
