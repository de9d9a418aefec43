using System.Collections.Concurrent;

namespace LocalDapr.Faults;

/// <summary>Faults that a test puts on apps, HTTP endpoints and components, by name. They act on every sidecar of the host, before the call leaves the sidecar.</summary>
public sealed class LocalDaprFaults
{
    private readonly ConcurrentDictionary<string, Fault> _faults = new(StringComparer.Ordinal);

    /// <summary>Deaths of the workflow engine and its workers.</summary>
    public WorkflowFaults Workflow { get; } = new();

    /// <summary>Delays each call.</summary>
    /// <param name="target">App id, endpoint or component name.</param>
    /// <param name="delay">Delay on the host's clock; zero removes it.</param>
    public void Delay(string target, TimeSpan delay) => Of(target).Delay = delay;

    /// <summary>Lets the next calls fail as if the connection broke.</summary>
    /// <param name="target">App id, endpoint or component name.</param>
    /// <param name="count">Number of calls.</param>
    public void FailNext(string target, int count) => Interlocked.Exchange(ref Of(target).Failures, count);

    /// <summary>Lets all calls fail as if nothing listened, until <see cref="Up"/>.</summary>
    /// <param name="target">App id, endpoint or component name.</param>
    public void Down(string target) => Of(target).IsDown = true;

    /// <summary>Ends <see cref="Down"/>.</summary>
    /// <param name="target">App id, endpoint or component name.</param>
    public void Up(string target) => Of(target).IsDown = false;

    /// <summary>Removes every fault.</summary>
    public void Clear() => _faults.Clear();

    /// <summary>Applies the faults of a target to a call that is about to leave.</summary>
    /// <param name="target">App id, endpoint or component name.</param>
    /// <param name="clock">The sidecar's clock.</param>
    /// <param name="cancellationToken">Ends the delay.</param>
    /// <returns>Completes when the call may go.</returns>
    /// <exception cref="HttpRequestException">The call has to fail.</exception>
    internal ValueTask PassAsync(string target, TimeProvider clock, CancellationToken cancellationToken) =>
        _faults.IsEmpty || !_faults.TryGetValue(target, out var fault) ? ValueTask.CompletedTask : fault.PassAsync(target, clock, cancellationToken);

    private Fault Of(string target) => _faults.GetOrAdd(target, _ => new Fault());

    private sealed class Fault
    {
        public int Failures;

        public TimeSpan Delay { get; set; }

        public bool IsDown { get; set; }

        public async ValueTask PassAsync(string target, TimeProvider clock, CancellationToken cancellationToken)
        {
            if (Delay > TimeSpan.Zero)
                await Task.Delay(Delay, clock, cancellationToken);
            if (IsDown)
                throw new HttpRequestException(HttpRequestError.ConnectionError, $"{target} is down (injected)");
            if (Volatile.Read(ref Failures) > 0 && Interlocked.Decrement(ref Failures) >= 0)
                throw new HttpRequestException(HttpRequestError.ResponseEnded, $"{target} failed (injected)");
        }
    }
}
