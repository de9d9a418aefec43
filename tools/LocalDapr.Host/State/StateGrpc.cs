using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalDapr.Sidecars;

namespace LocalDapr.State;

/// <summary>The gRPC methods of state management. Values are kept byte for byte.</summary>
internal sealed class StateGrpc(StateStores stores)
{
    /// <summary>Maps the methods.</summary>
    /// <param name="api">Where to map.</param>
    public void Map(SidecarApi api)
    {
        api.Unary<GetStateRequest, GetStateResponse>("GetState", GetAsync);
        api.Unary<GetBulkStateRequest, GetBulkStateResponse>("GetBulkState", BulkGetAsync);
        api.Unary<SaveStateRequest, Empty>("SaveState", SaveAsync);
        api.Unary<DeleteStateRequest, Empty>("DeleteState", DeleteAsync);
        api.Unary<DeleteBulkStateRequest, Empty>("DeleteBulkState", BulkDeleteAsync);
        api.Unary<ExecuteStateTransactionRequest, Empty>("ExecuteStateTransaction", TransactAsync);
        api.Unary<QueryStateRequest, QueryStateResponse>("QueryStateAlpha1", (request, _) => throw StateErrors.QueryUnsupported(Find(request.StoreName).Spec.Name).Grpc);
    }

    private async Task<GetStateResponse> GetAsync(GetStateRequest request, ServerCallContext call)
    {
        var component = Find(request.StoreName);
        Require(request.Key, component);
        StateValue? value;
        try
        {
            value = await component.GetAsync(request.Key, call.CancellationToken);
        }
        catch (Exception error) when (!call.CancellationToken.IsCancellationRequested)
        {
            throw StateErrors.ReadFailed(request.Key, request.StoreName, error.Message).Grpc;
        }
        var reply = new GetStateResponse();
        if (value is null)
            return reply;
        reply.Data = Bytes(value.Data);
        reply.Etag = value.ETag;
        if (value.ExpiresAt is { } expires)
            reply.Metadata.Add(StateTime.ExpiryName, StateTime.Text(expires));
        return reply;
    }

    private async Task<GetBulkStateResponse> BulkGetAsync(GetBulkStateRequest request, ServerCallContext call)
    {
        var component = Find(request.StoreName);
        foreach (var key in request.Keys)
            Require(key, component);
        var reply = new GetBulkStateResponse();
        foreach (var entry in await StateBulkGet.ReadAsync(component, request.Keys, call.CancellationToken))
        {
            var item = new BulkStateItem { Key = entry.Key, Data = Bytes(entry.Value?.Data), Etag = entry.Value?.ETag ?? "", Error = entry.Error ?? "" };
            if (entry.Value?.ExpiresAt is { } expires)
                item.Metadata.Add(StateTime.ExpiryName, StateTime.Text(expires));
            reply.Items.Add(item);
        }
        return reply;
    }

    private async Task<Empty> SaveAsync(SaveStateRequest request, ServerCallContext call)
    {
        var component = Find(request.StoreName);
        var operations = request.States.Select(item => Operation(item, StateOperationKind.Upsert, component)).ToList();
        return Answer(await StateWrites.SaveAsync(component, operations, call.CancellationToken));
    }

    private async Task<Empty> DeleteAsync(DeleteStateRequest request, ServerCallContext call)
    {
        var component = Find(request.StoreName);
        Require(request.Key, component);
        var operation = new StateOperation(StateOperationKind.Delete, request.Key, [], ETag(request.Etag), IsFirstWrite(request.Options), null);
        return Answer(await StateWrites.DeleteAsync(component, operation, call.CancellationToken));
    }

    private async Task<Empty> BulkDeleteAsync(DeleteBulkStateRequest request, ServerCallContext call)
    {
        var component = Find(request.StoreName);
        var operations = request.States.Select(item => Operation(item, StateOperationKind.Delete, component)).ToList();
        return Answer(await StateWrites.DeleteManyAsync(component, operations, call.CancellationToken));
    }

    private async Task<Empty> TransactAsync(ExecuteStateTransactionRequest request, ServerCallContext call)
    {
        var component = Find(request.StoreName);
        var operations = new List<StateOperation>(request.Operations.Count);
        foreach (var operation in request.Operations)
        {
            var kind = operation.OperationType switch
            {
                "upsert" => StateOperationKind.Upsert,
                "delete" => StateOperationKind.Delete,
                var other => throw StateErrors.UnknownOperation(other).Grpc,
            };
            operations.Add(Operation(operation.Request ?? new StateItem(), kind, component));
        }
        return Answer(await StateWrites.TransactAsync(component, operations, call.CancellationToken));
    }

    private StateComponent Find(string name) =>
        stores.All.TryGetValue(name, out var component) ? component : throw StateErrors.StoreNotFound(name, null, stores.All.Count > 0).Grpc;

    private static StateOperation Operation(StateItem item, StateOperationKind kind, StateComponent component)
    {
        Require(item.Key, component);
        return new StateOperation(
            kind,
            item.Key,
            item.Value.ToByteArray(),
            ETag(item.Etag),
            IsFirstWrite(item.Options),
            item.Metadata.TryGetValue("ttlInSeconds", out var ttl) ? ttl : null,
            item.Options?.Concurrency == StateOptions.Types.StateConcurrency.ConcurrencyLastWrite);
    }

    private static void Require(string key, StateComponent component)
    {
        if (!KeyPrefix.IsLegal(key))
            throw StateErrors.IllegalKey(key, component.Spec.Name).Grpc;
    }

    private static string? ETag(Etag? etag) => string.IsNullOrEmpty(etag?.Value) ? null : etag.Value;

    private static bool IsFirstWrite(StateOptions? options) =>
        options?.Concurrency == StateOptions.Types.StateConcurrency.ConcurrencyFirstWrite;

    // The stored array is never changed afterwards.
    private static ByteString Bytes(byte[]? data) => data is null ? ByteString.Empty : UnsafeByteOperations.UnsafeWrap(data);

    private static Empty Answer(StateError? error) => error is null ? new Empty() : throw error.Grpc;
}
