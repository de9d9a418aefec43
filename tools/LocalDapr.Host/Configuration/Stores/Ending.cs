namespace LocalDapr.Configuration.Stores;

/// <summary>Ends a watch.</summary>
internal sealed class Ending(Func<ValueTask> end) : IAsyncDisposable
{
    /// <inheritdoc />
    public ValueTask DisposeAsync() => end();
}
