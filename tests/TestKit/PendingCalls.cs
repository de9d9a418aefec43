namespace VectorCare.TestKit;

/// <summary>Calls of processes that wait until a driver lets each happen, fail, or happen and lose its answer.</summary>
/// <typeparam name="TProcess">A process.</typeparam>
/// <param name="lost">The error of a caller who gets no answer.</param>
public sealed class PendingCalls<TProcess>(Func<Exception> lost)
    where TProcess : class
{
    private readonly List<Pending> _pending = [];

    /// <summary>Calls that wait.</summary>
    public int Count => _pending.Count;

    /// <summary>A process calls.</summary>
    /// <param name="process">The process.</param>
    /// <param name="effect">What the call does when it happens.</param>
    /// <typeparam name="T">Its answer.</typeparam>
    /// <returns>The answer, when the driver lets it through.</returns>
    public Task<T> WaitAsync<T>(TProcess process, Func<T> effect)
    {
        var done = new TaskCompletionSource<T>();
        _pending.Add(new Pending(process, () => effect(), (happens, answers) =>
        {
            var result = happens ? effect() : default!;
            if (happens && answers)
                done.SetResult(result);
            else
                done.SetException(lost());
        }));
        return done.Task;
    }

    /// <summary>Whose call is next.</summary>
    /// <param name="index">Which; counted round.</param>
    /// <returns>The process; null when none waits.</returns>
    public TProcess? Peek(int index) => _pending.Count == 0 ? null : _pending[index % _pending.Count].Process;

    /// <summary>Lets a waiting call happen.</summary>
    /// <param name="index">Which; counted round.</param>
    /// <param name="happens">Whether it has its effect.</param>
    /// <param name="answers">Whether the caller hears of it.</param>
    /// <returns>Whose call it was; null when none waits.</returns>
    public TProcess? Step(int index, bool happens, bool answers)
    {
        if (_pending.Count == 0)
            return null;
        var pending = _pending[index % _pending.Count];
        _pending.Remove(pending);
        pending.Complete(happens, answers);
        return pending.Process;
    }

    /// <summary>A process dies: some of its waiting calls still happen, none is answered.</summary>
    /// <param name="process">The process.</param>
    /// <param name="mask">A bit for each of its calls, 1 where it happens.</param>
    public void Crash(TProcess process, int mask)
    {
        foreach (var (pending, i) in _pending.Where(p => p.Process == process).Select((p, i) => (p, i)).ToArray())
        {
            _pending.Remove(pending);
            if ((mask >> i & 1) != 0)
                pending.Happen();
        }
    }

    private sealed record Pending(TProcess Process, Action Happen, Action<bool, bool> Complete);
}
