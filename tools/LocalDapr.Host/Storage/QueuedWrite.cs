namespace LocalDapr.Storage;

/// <summary>A write waiting for its commit.</summary>
internal interface IQueuedWrite
{
    /// <summary>Runs within the open transaction.</summary>
    /// <param name="session">The writer.</param>
    void Run(SqliteSession session);

    /// <summary>Reports what <see cref="Run"/> gave, after the commit.</summary>
    void Complete();

    /// <summary>Reports that the commit failed.</summary>
    /// <param name="error">Why.</param>
    void Fail(Exception error);
}

/// <summary>A write with a result.</summary>
internal sealed class QueuedWrite<T>(Func<SqliteSession, T> work, bool atomic, Func<T, bool>? failed) : IQueuedWrite
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _error;

    /// <summary>Ends after the commit.</summary>
    public Task<T> Done => _done.Task;

    /// <inheritdoc />
    public void Run(SqliteSession session)
    {
        if (!atomic)
            session.Execute("SAVEPOINT write");
        try
        {
            _result = work(session);
        }
        catch (Exception error)
        {
            _error = error;
        }
        if (atomic)
            return;
        if (_error is not null || failed?.Invoke(_result!) == true)
            session.Execute("ROLLBACK TO write");
        session.Execute("RELEASE write");
    }

    /// <inheritdoc />
    public void Complete()
    {
        if (_error is null)
            _done.TrySetResult(_result!);
        else
            _done.TrySetException(_error);
    }

    /// <inheritdoc />
    public void Fail(Exception error) => _done.TrySetException(error);
}
