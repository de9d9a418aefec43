namespace VectorCare.Alerting.Delivery.Mail;

/// <summary>One at a time, the urgent ones before all others, else in the order of asking.</summary>
internal sealed class MailTurns
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<TaskCompletionSource, (bool NotUrgent, long Number)> _waiting = new();
    private bool _taken;
    private long _number;

    /// <summary>Waits for the turn.</summary>
    /// <exception cref="OperationCanceledException">It was not waited for.</exception>
    public async Task TakeAsync(bool urgent, CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (!_taken)
            {
                _taken = true;
                return;
            }

            _waiting.Enqueue(turn, (!urgent, _number++));
        }

        await using var registration = cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken));
        await turn.Task;
    }

    /// <summary>Gives the turn to the next who still waits.</summary>
    public void Release()
    {
        lock (_lock)
        {
            while (_waiting.TryDequeue(out var next, out _))
            {
                if (next.TrySetResult())
                    return;
            }

            _taken = false;
        }
    }
}
