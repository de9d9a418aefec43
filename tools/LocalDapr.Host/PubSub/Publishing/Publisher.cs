using System.Text.Json;
using LocalDapr.Faults;
using LocalDapr.Resiliency;
using LocalDapr.Sidecars;

namespace LocalDapr.PubSub.Publishing;

/// <summary>Publishing as one sidecar does it: scopes, envelope, outbound policy. Both protocols and the dead-letter path use it.</summary>
/// <param name="sidecar">The sidecar.</param>
/// <param name="components">Its pub/sub components by name.</param>
internal sealed class Publisher(SidecarContext sidecar, IReadOnlyDictionary<string, PubSubTarget> components)
{
    private readonly CloudEvents _events = new(sidecar.AppId, sidecar.Clock);

    /// <summary>Finds the component and checks the request.</summary>
    /// <param name="pubsub">Component name.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="metadata">Metadata of the request.</param>
    /// <param name="raw">True when the payload must not be wrapped.</param>
    /// <returns>The component.</returns>
    /// <exception cref="PubSubApiException">The request cannot be served.</exception>
    public PubSubTarget Find(string pubsub, string topic, IReadOnlyDictionary<string, string> metadata, out bool raw)
    {
        if (pubsub.Length == 0)
            throw PubSubErrors.NameEmpty();
        if (!components.TryGetValue(pubsub, out var target))
            throw PubSubErrors.NotFound(pubsub);
        if (topic.Length == 0)
            throw PubSubErrors.TopicEmpty(pubsub);
        raw = EventMetadata.IsRaw(metadata, out var error);
        return error is null ? target : throw PubSubErrors.Metadata(pubsub, error);
    }

    /// <summary>Wraps a payload.</summary>
    /// <param name="target">The component.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="contentType">Content type of the payload, or null.</param>
    /// <param name="data">The payload.</param>
    /// <param name="metadata">Metadata of the event.</param>
    /// <param name="trace">Trace of the request.</param>
    /// <returns>The event.</returns>
    /// <exception cref="PubSubApiException">The payload should be a CloudEvent and is none.</exception>
    public PubSubEvent Wrap(PubSubTarget target, string topic, string? contentType, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, EventTrace trace)
    {
        try
        {
            return _events.Wrap(target.Name, topic, contentType, data, metadata, trace);
        }
        catch (JsonException e)
        {
            throw PubSubErrors.CloudEvent(target.Name, sidecar.AppId, e.Message);
        }
    }

    /// <summary>Publishes an event.</summary>
    /// <param name="target">The component.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="published">The event.</param>
    /// <param name="cancellationToken">Ends the publish.</param>
    /// <exception cref="PubSubApiException">Not allowed, or the broker refused.</exception>
    public async Task PublishAsync(PubSubTarget target, string topic, PubSubEvent published, CancellationToken cancellationToken)
    {
        if (!target.Scopes.MayPublish(topic))
            throw PubSubErrors.Forbidden(target.Name, topic, sidecar.AppId);
        try
        {
            await sidecar.Resiliency.Outbound(target.Name).RunAsync(
                async token =>
                {
                    await target.Component.PublishAsync(topic, published, token);
                    return true;
                },
                static _ => Verdict.Ok,
                cancellationToken);
        }
        catch (Exception e) when (e is PublishFailedException or HttpRequestException or TimeoutException or BreakerOpenException)
        {
            throw PubSubErrors.Publish(target.Name, topic, e.Message);
        }

        Report(target, topic, published);
    }

    /// <summary>Publishes several events; a retry sends only the entries that failed.</summary>
    /// <param name="target">The component.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="entries">The events.</param>
    /// <param name="metadata">Metadata of the request.</param>
    /// <param name="cancellationToken">Ends the publish.</param>
    /// <returns>Entries that failed in the end.</returns>
    /// <exception cref="PubSubApiException">Not allowed.</exception>
    public async Task<IReadOnlyList<FailedEntry>> PublishBulkAsync(PubSubTarget target, string topic, IReadOnlyList<BulkEntry> entries, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        if (!target.Scopes.MayPublish(topic))
            throw PubSubErrors.Forbidden(target.Name, topic, sidecar.AppId);
        if (entries.Count == 0)
            return [];
        var left = entries;
        try
        {
            var failures = await sidecar.Resiliency.Outbound(target.Name).RunAsync(
                async token =>
                {
                    var failed = await target.Component.PublishBulkAsync(topic, left, metadata, token);
                    if (failed.Count > 0)
                    {
                        var ids = failed.Select(f => f.EntryId).ToHashSet(StringComparer.Ordinal);
                        left = [.. left.Where(e => ids.Contains(e.EntryId))];
                    }

                    return failed;
                },
                static failed => failed.Count == 0 ? Verdict.Ok : Verdict.Failed,
                cancellationToken);
            foreach (var entry in failures.Count == 0 && sidecar.IsWatched ? entries : [])
                Report(target, topic, entry.Event);
            return failures;
        }
        catch (Exception e) when (e is PublishFailedException or HttpRequestException or TimeoutException or BreakerOpenException)
        {
            return [.. left.Select(entry => new FailedEntry(entry.EntryId, e.Message))];
        }
    }

    private void Report(PubSubTarget target, string topic, PubSubEvent published) =>
        sidecar.Report(SidecarEventKind.Published, target.Name, topic, published.Data);
}

/// <summary>A component with the app's scopes on it.</summary>
/// <param name="Name">Component name.</param>
/// <param name="Component">The component.</param>
/// <param name="Scopes">The app's scopes.</param>
internal sealed record PubSubTarget(string Name, IPubSubComponent Component, TopicScopes Scopes);
