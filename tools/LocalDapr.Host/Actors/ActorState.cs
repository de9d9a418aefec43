using System.Text.Json;
using LocalDapr.State;

namespace LocalDapr.Actors;

/// <summary>Actor state in the component with <c>actorStateStore: "true"</c>, under <c>appId||type||id||key</c>.</summary>
internal sealed class ActorState(string appId, StateComponent? store, bool ttlEnabled)
{
    private const string NoStore = "actors: state store does not exist or incorrectly configured";

    /// <summary>Reads a key.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="key">Key.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The value, null for a missing one; or the error.</returns>
    public async Task<(StateValue? Value, ActorError? Error)> GetAsync(ActorKey actor, string key, CancellationToken cancellationToken)
    {
        if (store is null)
            return (null, ActorErrors.StateGet(NoStore));
        try
        {
            return (await store.GetAsync(Key(actor, key), cancellationToken), null);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, ActorErrors.StateGet(error.Message));
        }
    }

    /// <summary>Writes in one transaction.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="changes">The writes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The error, or null.</returns>
    public async Task<ActorError?> SaveAsync(ActorKey actor, IReadOnlyList<ActorStateChange> changes, CancellationToken cancellationToken)
    {
        if (store is null)
            return ActorErrors.StateSave(NoStore);
        var operations = new List<StateOperation>(changes.Count);
        foreach (var change in changes)
        {
            if (change.Operation is not ("upsert" or "delete"))
                return ActorErrors.StateSave($"operation type {change.Operation} not supported");
            if (change.Ttl is not null && !ttlEnabled)
                return ActorErrors.StateSave("ttlInSeconds is not supported without the \"ActorStateTTL\" feature enabled");
            var key = Key(actor, change.Key);
            operations.Add(change.Operation == "delete" ? StateOperation.Delete(key) : StateOperation.Upsert(key, change.Value) with { Ttl = change.Ttl });
        }
        try
        {
            return await store.TransactAsync(operations, cancellationToken) is { } failure ? ActorErrors.StateSave(failure.Message) : null;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return ActorErrors.StateSave(error.Message);
        }
    }

    private string Key(ActorKey actor, string key) => string.Concat(appId, KeyPrefix.Separator, actor.Named(key));
}

/// <summary>A write of actor state.</summary>
/// <param name="Operation"><c>upsert</c> or <c>delete</c>.</param>
/// <param name="Key">Key.</param>
/// <param name="Value">Value of an upsert.</param>
/// <param name="Ttl">Text of <c>ttlInSeconds</c>, or null.</param>
internal sealed record ActorStateChange(string Operation, string Key, byte[] Value, string? Ttl)
{
    /// <summary>Reads the body of a transaction.</summary>
    /// <param name="body">A list of operations.</param>
    /// <returns>The writes.</returns>
    /// <exception cref="JsonException">The body is no such list.</exception>
    public static List<ActorStateChange> Parse(ReadOnlySpan<byte> body)
    {
        var root = GoJson.Parse(body);
        if (root.ValueKind == JsonValueKind.Null)
            return [];
        if (root.ValueKind != JsonValueKind.Array)
            throw new JsonException($"json: cannot unmarshal {root.ValueKind} into []actors.TransactionalOperation");
        return [.. root.EnumerateArray().Select(Read)];
    }

    private static ActorStateChange Read(JsonElement element)
    {
        var request = Member(element, "request");
        var value = Member(request, "value");
        var ttl = Member(Member(request, "metadata"), "ttlInSeconds");
        return new ActorStateChange(
            Text(Member(element, "operation")),
            Text(Member(request, "key")),
            value.ValueKind == JsonValueKind.Undefined ? "null"u8.ToArray() : GoJson.Serialise(value),
            ttl.ValueKind == JsonValueKind.Undefined ? null : Text(ttl));
    }

    private static JsonElement Member(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Object => element.TryGetProperty(name, out var value) ? value : default,
        JsonValueKind.Undefined or JsonValueKind.Null => default,
        _ => throw new JsonException($"json: cannot unmarshal {element.ValueKind} where {name} is expected"),
    };

    private static string Text(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => "",
        JsonValueKind.String => element.GetString()!,
        _ => throw new JsonException($"json: cannot unmarshal {element.ValueKind} into string"),
    };
}
