namespace LocalDapr.State;

/// <summary>A state store behind a component. Keys are complete (prefix applied). Failures of the store itself are exceptions; what a caller can cause is a <see cref="StateFailure"/>.</summary>
internal interface IStateStore : IAsyncDisposable
{
    /// <summary>What this kind of store does differently.</summary>
    StateStoreTraits Traits { get; }

    /// <summary>Connects and prepares the store; called once before any other method.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    Task InitAsync(CancellationToken cancellationToken);

    /// <summary>Reads one key.</summary>
    /// <param name="key">Complete key.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The value, or null for a missing or expired key.</returns>
    Task<StateValue?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Reads many keys.</summary>
    /// <param name="keys">Complete keys.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The values in the order of the keys; null for a missing key.</returns>
    Task<IReadOnlyList<StateValue?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken);

    /// <summary>Applies operations independently of each other: one that fails does not undo the rest.</summary>
    /// <param name="operations">The operations.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A failure, or null, for each operation.</returns>
    Task<IReadOnlyList<StateFailure?>> ApplyAsync(IReadOnlyList<StateOperation> operations, CancellationToken cancellationToken);

    /// <summary>Applies operations as one transaction, in order.</summary>
    /// <param name="operations">The operations; not empty.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The failure that undid it, or null.</returns>
    Task<StateFailure?> TransactAsync(IReadOnlyList<StateOperation> operations, CancellationToken cancellationToken);
}

/// <summary>A stored value.</summary>
/// <param name="Data">Bytes; null where the store keeps an empty value as nothing.</param>
/// <param name="ETag">Its etag.</param>
/// <param name="ExpiresAt">When it expires, or null; null too where the store does not tell.</param>
internal sealed record StateValue(byte[]? Data, string ETag, DateTimeOffset? ExpiresAt = null);

/// <summary>One write.</summary>
/// <param name="Kind">Upsert or delete.</param>
/// <param name="Key">Complete key.</param>
/// <param name="Data">Bytes of an upsert.</param>
/// <param name="ETag">Required etag; null when none was given (an empty one counts as none).</param>
/// <param name="FirstWrite">True for <c>first-write</c>.</param>
/// <param name="Ttl">Text of <c>ttlInSeconds</c>, or null.</param>
/// <param name="LastWrite">True where <c>last-write</c> was asked for by name, which one store tells from saying nothing.</param>
internal sealed record StateOperation(StateOperationKind Kind, string Key, byte[] Data, string? ETag, bool FirstWrite, string? Ttl, bool LastWrite = false)
{
    /// <summary>An upsert without conditions.</summary>
    /// <param name="key">Complete key.</param>
    /// <param name="data">Bytes.</param>
    /// <returns>The operation.</returns>
    public static StateOperation Upsert(string key, byte[] data) => new(StateOperationKind.Upsert, key, data, null, false, null);

    /// <summary>A delete without conditions.</summary>
    /// <param name="key">Complete key.</param>
    /// <returns>The operation.</returns>
    public static StateOperation Delete(string key) => new(StateOperationKind.Delete, key, [], null, false, null);
}

/// <summary>Kind of a write.</summary>
internal enum StateOperationKind
{
    /// <summary>Creates or replaces.</summary>
    Upsert,

    /// <summary>Deletes.</summary>
    Delete,
}

/// <summary>Why a write was refused.</summary>
internal enum StateFailureReason
{
    /// <summary>The etag is not the current one: 409, ABORTED; final for a retry policy.</summary>
    EtagMismatch,

    /// <summary>The store cannot have issued such an etag: 400, INVALID_ARGUMENT.</summary>
    EtagInvalid,

    /// <summary>Anything else: 500, INTERNAL.</summary>
    Failed,
}

/// <summary>A refused write.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Message">Text for people.</param>
internal sealed record StateFailure(StateFailureReason Reason, string Message)
{
    /// <summary>An etag mismatch.</summary>
    /// <param name="detail">What the store adds, or null.</param>
    /// <returns>The failure.</returns>
    public static StateFailure Mismatch(string? detail = null) =>
        new(StateFailureReason.EtagMismatch, "possible etag mismatch. error from state store" + (detail is null ? "" : ": " + detail));

    /// <summary>Another failure.</summary>
    /// <param name="message">Text for people.</param>
    /// <returns>The failure.</returns>
    public static StateFailure Other(string message) => new(StateFailureReason.Failed, message);
}

/// <summary>Differences between kinds of store that the API shows.</summary>
/// <param name="AnswersDuplicateKeysOnce">True: a key asked for twice in a bulk get is answered once, and HTTP fills up with entries without key.</param>
/// <param name="Capabilities">Names shown by the metadata API.</param>
internal sealed record StateStoreTraits(bool AnswersDuplicateKeysOnce, IReadOnlyList<string> Capabilities);
