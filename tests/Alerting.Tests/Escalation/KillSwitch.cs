using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using VectorCare.Alerting.Delivery;
using VectorCare.Alerting.Escalation;
using VectorCare.Alerting.Files;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Alerting.Tests.Escalation;

/// <summary>Stands between a running service and its sidecar: counts the messages, and stops everything right after a chosen one was answered, before the service can act on the answer.</summary>
internal sealed class KillSwitch(int at, bool killsService)
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _messages;
    private int _underWay;

    /// <summary>Completes when the chosen message was answered.</summary>
    public Task Reached => _reached.Task;

    public int Messages => Volatile.Read(ref _messages);

    /// <summary>Whether state, a channel or pub/sub is at work: time must not run out on it.</summary>
    public bool IsUnderWay => Volatile.Read(ref _underWay) > 0;

    /// <summary>Lets the stopped calls end: with an exception when their process is dead.</summary>
    public void Release() => _released.TrySetResult();

    public void Into(IServiceCollection services)
    {
        Around<IDocuments>(services, inner => new Documents(this, inner));
        Around<IBinding>(services, inner => new Binding(this, inner));
        Around<IEpisodeWorkflows>(services, inner => new Episodes(this, inner));
        Around<IEventPublisher>(services, inner => new Publisher(this, inner));
    }

    private static void Around<T>(IServiceCollection services, Func<T, T> wrap)
        where T : class
    {
        var inner = services.Last(d => d.ServiceType == typeof(T)).ImplementationType!;
        services.AddSingleton(s => wrap((T)ActivatorUtilities.CreateInstance(s, inner)));
    }

    private async Task<T> PassAsync<T>(Func<Task<T>> call, bool changes = true, bool takesNoTime = true)
    {
        await HoldAsync();
        T answer;
        if (takesNoTime)
            Interlocked.Increment(ref _underWay);
        try
        {
            answer = await call();
        }
        finally
        {
            if (takesNoTime)
                Interlocked.Decrement(ref _underWay);
        }

        if (changes && Interlocked.Increment(ref _messages) == at)
            _reached.TrySetResult();
        await HoldAsync();
        return answer;
    }

    private async Task HoldAsync()
    {
        if (!_reached.Task.IsCompleted)
            return;
        await _released.Task;
        if (killsService)
            throw new ProcessKilledException();
    }

    private sealed class Documents(KillSwitch kill, IDocuments inner) : IDocuments
    {
        public Task<(ReadOnlyMemory<byte> Bytes, string? ETag)> ReadAsync(string key, CancellationToken cancellationToken) =>
            kill.PassAsync(() => inner.ReadAsync(key, cancellationToken), changes: false);

        public Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
            kill.PassAsync(() => inner.ReadManyAsync(keys, cancellationToken), changes: false);

        public Task<bool> TryWriteAsync(string key, ReadOnlyMemory<byte> bytes, string? etag, CancellationToken cancellationToken) =>
            kill.PassAsync(() => inner.TryWriteAsync(key, bytes, etag, cancellationToken));
    }

    private sealed class Binding(KillSwitch kill, IBinding inner) : IBinding
    {
        public Task<BindingReply> InvokeAsync(string name, string operation, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken) =>
            kill.PassAsync(() => inner.InvokeAsync(name, operation, data, metadata, cancellationToken));
    }

    private sealed class Episodes(KillSwitch kill, IEpisodeWorkflows inner) : IEpisodeWorkflows
    {
        // Workers come back to their sidecar after a while.
        public Task<bool> StartAsync(PageStep first, CancellationToken cancellationToken) => kill.PassAsync(() => inner.StartAsync(first, cancellationToken), takesNoTime: false);

        public Task TellAsync(string alertId, CancellationToken cancellationToken) => kill.PassAsync(async () =>
        {
            await inner.TellAsync(alertId, cancellationToken);
            return true;
        }, takesNoTime: false);
    }

    private sealed class Publisher(KillSwitch kill, IEventPublisher inner) : IEventPublisher
    {
        public Task PublishAsync<T>(string topic, string eventId, string partitionKey, T data, JsonTypeInfo<T> type, TimeSpan? ttl = null, string? traceparent = null, CancellationToken cancellationToken = default) =>
            kill.PassAsync(async () =>
            {
                await inner.PublishAsync(topic, eventId, partitionKey, data, type, ttl, traceparent, cancellationToken);
                return true;
            });
    }
}
