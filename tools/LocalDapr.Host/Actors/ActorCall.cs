namespace LocalDapr.Actors;

/// <summary>A call to an actor: a method, or a timer's or reminder's tick.</summary>
/// <param name="Path">Escaped path below the actor, for example <c>method/add</c>.</param>
/// <param name="Query">Query with question mark, or empty.</param>
/// <param name="Headers">Headers for the application.</param>
/// <param name="Body">Body.</param>
/// <param name="TurnId">Turn that the caller belongs to, or null.</param>
internal sealed record ActorCall(string Path, string Query, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body, string? TurnId)
{
    /// <summary>Header with the id of a turn, for calls that re-enter it.</summary>
    public const string TurnHeader = "Dapr-Reentrancy-Id";

    private static readonly KeyValuePair<string, string>[] TickHeaders = [KeyValuePair.Create("Content-Type", "application/json")];

    /// <summary>A tick; it carries no trace.</summary>
    /// <param name="path">Escaped path below the actor.</param>
    /// <param name="body">JSON.</param>
    /// <returns>The call.</returns>
    public static ActorCall Tick(string path, ReadOnlyMemory<byte> body) => new(path, "", TickHeaders, body, null);
}

/// <summary>An application's reply to a call.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Headers">Headers.</param>
/// <param name="Body">Body.</param>
internal sealed record ActorReply(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    /// <summary>Only 200 is success.</summary>
    public bool IsSuccess => Status == 200;
}
