using System.Globalization;
using StackExchange.Redis;

namespace LocalDapr.State.Stores;

/// <summary><c>state.redis</c> with Redis' own rules: etags count from 1 and begin anew after a delete, a save keeps an older expiry, nothing tells the expiry, and a transaction applies whatever is not at fault.</summary>
internal sealed class RedisStateStore(RedisStateOptions options) : IStateStore
{
    private const string NoVersion = "0";

    private static readonly RedisValue[] Fields = ["data", "version"];

    private ConnectionMultiplexer? _connection;

    /// <inheritdoc />
    public StateStoreTraits Traits { get; } = new(false, ["ETAG", "TRANSACTIONAL", "TTL", "DELETE_WITH_PREFIX", "ACTOR"]);

    private IDatabase Database => _connection!.GetDatabase();

    /// <inheritdoc />
    public async Task InitAsync(CancellationToken cancellationToken) =>
        _connection = await ConnectionMultiplexer.ConnectAsync(options.Connection).WaitAsync(cancellationToken);

    /// <inheritdoc />
    public async Task<StateValue?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var values = await Database.HashGetAsync(key, Fields).WaitAsync(cancellationToken);
        return values[0].IsNull || values[1].IsNull ? null : new StateValue((byte[])values[0]!, values[1].ToString());
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<StateValue?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        await Task.WhenAll(keys.Select(key => GetAsync(key, cancellationToken)));

    /// <inheritdoc />
    public async Task<IReadOnlyList<StateFailure?>> ApplyAsync(IReadOnlyList<StateOperation> operations, CancellationToken cancellationToken) =>
        await Task.WhenAll(operations.Select(operation => ApplyAsync(operation, cancellationToken)));

    /// <inheritdoc />
    public async Task<StateFailure?> TransactAsync(IReadOnlyList<StateOperation> operations, CancellationToken cancellationToken)
    {
        var scripts = new List<RedisScript>(operations.Count);
        foreach (var operation in operations)
        {
            var (script, failure) = Prepare(operation, marksFirstWrite: false);
            if (script is null)
                return failure;
            scripts.Add(script);
        }
        var transaction = Database.CreateTransaction();
        var replies = scripts.ConvertAll(script => script.RunAsync(transaction));
        await transaction.ExecuteAsync().WaitAsync(cancellationToken);
        StateFailure? first = null;
        foreach (var reply in replies)
        {
            try
            {
                await reply;
            }
            catch (RedisServerException error)
            {
                first ??= StateFailure.Other(error.Message);
            }
        }
        return first;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
    }

    private async Task<StateFailure?> ApplyAsync(StateOperation operation, CancellationToken cancellationToken)
    {
        var (script, failure) = Prepare(operation, marksFirstWrite: true);
        if (script is null)
            return failure;
        try
        {
            await script.RunAsync(Database).WaitAsync(cancellationToken);
            return null;
        }
        catch (RedisServerException error)
        {
            return operation.ETag is not null || operation.Kind == StateOperationKind.Delete
                ? StateFailure.Mismatch(error.Message)
                : StateFailure.Other($"failed to set key {operation.Key}: {error.Message}");
        }
    }

    private (RedisScript? Script, StateFailure? Failure) Prepare(StateOperation operation, bool marksFirstWrite)
    {
        if (operation.Kind == StateOperationKind.Delete)
            return (new RedisScript(RedisScripts.Delete, operation.Key, [operation.ETag ?? NoVersion]), null);
        var version = operation.LastWrite || operation.ETag is null ? NoVersion : operation.ETag;
        if (!long.TryParse(version, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            return (null, new StateFailure(StateFailureReason.EtagInvalid, $"invalid etag value: strconv.Atoi: parsing \"{version}\": invalid syntax"));
        if (!Ttl.TryParse(operation.Ttl ?? options.Ttl, out var seconds))
            return (null, StateFailure.Other($"failed to parse ttl from metadata: strconv.ParseInt: parsing \"{operation.Ttl}\": invalid syntax"));
        var marks = marksFirstWrite && operation.FirstWrite ? 1 : 0;
        RedisValue expiry = seconds is null ? "" : Math.Max(0, seconds.Value);
        return (new RedisScript(RedisScripts.Save, operation.Key, [version, operation.Data, marks, expiry]), null);
    }

    private sealed record RedisScript(string Text, string Key, RedisValue[] Values)
    {
        public Task<RedisResult> RunAsync(IDatabaseAsync database) => database.ScriptEvaluateAsync(Text, [Key], Values);
    }
}
