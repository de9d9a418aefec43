using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalDapr.Sidecars;

namespace LocalDapr.PubSub.Publishing;

/// <summary><c>PublishEvent</c>, <c>BulkPublishEvent</c> and its alpha name.</summary>
/// <param name="sidecar">The sidecar.</param>
/// <param name="publisher">Publishes.</param>
internal sealed class PublishGrpc(SidecarContext sidecar, Publisher publisher)
{
    /// <summary>Maps the methods.</summary>
    /// <param name="api">Where to map.</param>
    public void Map(SidecarApi api)
    {
        api.Unary<PublishEventRequest, Empty>("PublishEvent", PublishAsync);
        api.Unary<BulkPublishRequest, BulkPublishResponse>("BulkPublishEvent", PublishBulkAsync);
        api.Unary<BulkPublishRequest, BulkPublishResponse>("BulkPublishEventAlpha1", PublishBulkAsync);
    }

    private async Task<Empty> PublishAsync(PublishEventRequest request, ServerCallContext context)
    {
        try
        {
            var metadata = Metadata(request.Metadata);
            var target = publisher.Find(request.PubsubName, request.Topic, metadata, out var raw);
            var trace = EventTrace.Of(sidecar, context.GetHttpContext());
            var published = raw
                ? new PubSubEvent(request.Data.ToByteArray(), WithTrace(metadata, trace))
                : publisher.Wrap(target, request.Topic, request.DataContentType, request.Data.Memory, metadata, trace);
            await publisher.PublishAsync(target, request.Topic, published, context.CancellationToken);
            return new Empty();
        }
        catch (PubSubApiException e)
        {
            throw e.ToRpc();
        }
    }

    private async Task<BulkPublishResponse> PublishBulkAsync(BulkPublishRequest request, ServerCallContext context)
    {
        try
        {
            var metadata = Metadata(request.Metadata);
            var target = publisher.Find(request.PubsubName, request.Topic, metadata, out var raw);
            var entries = Entries(request, target, metadata, raw, EventTrace.Of(sidecar, context.GetHttpContext()));
            var failed = await publisher.PublishBulkAsync(target, request.Topic, entries, metadata, context.CancellationToken);
            return failed.Count == 0 ? new BulkPublishResponse() : throw PubSubErrors.Publish(target.Name, request.Topic, BulkPublishHttp.Summary(failed));
        }
        catch (PubSubApiException e)
        {
            throw e.ToRpc();
        }
    }

    private List<BulkEntry> Entries(BulkPublishRequest request, PubSubTarget target, IReadOnlyDictionary<string, string> requestMetadata, bool raw, EventTrace trace)
    {
        var entries = new List<BulkEntry>(request.Entries.Count);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in request.Entries)
        {
            if (entry.EntryId.Length == 0 || !ids.Add(entry.EntryId))
                throw PubSubErrors.EntryIds(target.Name, request.Topic, sidecar.AppId);
            var metadata = entry.Metadata.Count == 0 ? EventMetadata.Absent : Merge(requestMetadata, entry.Metadata);
            entries.Add(new BulkEntry(entry.EntryId, raw
                ? new PubSubEvent(entry.Event.ToByteArray(), metadata)
                : publisher.Wrap(target, request.Topic, entry.ContentType, entry.Event.Memory, metadata, trace.Child())));
        }

        return entries;
    }

    private static IReadOnlyDictionary<string, string> Metadata(MapField<string, string> given) =>
        given.Count == 0 ? EventMetadata.Absent : new Dictionary<string, string>(given, StringComparer.Ordinal);

    private static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> defaults, MapField<string, string> given)
    {
        var merged = new Dictionary<string, string>(defaults, StringComparer.Ordinal);
        foreach (var (name, value) in given)
            merged[name] = value;
        return merged;
    }

    // Over gRPC a raw payload carries its trace beside it; over HTTP it does not.
    private static Dictionary<string, string> WithTrace(IReadOnlyDictionary<string, string> metadata, EventTrace trace) =>
        new(metadata, StringComparer.Ordinal) { ["traceid"] = trace.Parent, ["tracestate"] = trace.State };
}
