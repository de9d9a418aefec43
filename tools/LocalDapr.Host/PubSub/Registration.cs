namespace LocalDapr.PubSub;

/// <summary>Ends something once.</summary>
/// <param name="end">What to do.</param>
internal sealed class Registration(Func<ValueTask> end) : IAsyncDisposable
{
    private Func<ValueTask>? _end = end;

    /// <summary>Ends something that needs no waiting.</summary>
    /// <param name="end">What to do.</param>
    public Registration(Action end)
        : this(() =>
        {
            end();
            return ValueTask.CompletedTask;
        })
    {
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _end, null)?.Invoke() ?? ValueTask.CompletedTask;
}
