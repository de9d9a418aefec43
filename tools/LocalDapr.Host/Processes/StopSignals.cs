using System.Runtime.InteropServices;

namespace LocalDapr.Processes;

/// <summary>Ctrl-C, SIGTERM and the end of the terminal: the first asks a program to stop in order, the second ends it at once, and with it what it started.</summary>
public sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _registrations;
    private int _count;

    /// <summary>Listens from now on.</summary>
    public StopSignals() =>
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(s => PosixSignalRegistration.Create(s, OnSignal))];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (Interlocked.Increment(ref _count) > 1)
            Environment.Exit(130);
        // What listens to the token must not keep the next signal waiting.
        ThreadPool.QueueUserWorkItem(_ => _stop.Cancel());
    }
}
