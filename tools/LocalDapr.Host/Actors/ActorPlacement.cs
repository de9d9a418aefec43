using System.IO.Hashing;
using System.Text;
using LocalDapr.Sidecars;

namespace LocalDapr.Actors;

/// <summary>Which sidecars of a host take which actor types. An id always goes to the same one as long as they stay.</summary>
internal sealed class ActorPlacement(TimeProvider clock)
{
    private static readonly TimeSpan LookupLimit = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<ActorHost>> _hosts = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The placement of a host.</summary>
    /// <param name="mesh">The host.</param>
    /// <returns>The placement.</returns>
    public static ActorPlacement Of(Mesh mesh) => mesh.Shared(static m => new ActorPlacement(m.Clock));

    /// <summary>A sidecar takes actors from now on.</summary>
    /// <param name="host">Its actors.</param>
    public void Add(ActorHost host)
    {
        lock (_gate)
        {
            foreach (var type in host.Types)
            {
                if (!_hosts.TryGetValue(type, out var hosts))
                    _hosts.Add(type, hosts = []);
                hosts.Add(host);
            }
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>A sidecar takes no actors any more.</summary>
    /// <param name="host">Its actors.</param>
    public void Remove(ActorHost host)
    {
        lock (_gate)
        {
            foreach (var hosts in _hosts.Values)
                hosts.Remove(host);
        }
    }

    /// <summary>The sidecar of an actor; waits up to 5 s for one.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The sidecar's actors, or null.</returns>
    public async Task<ActorHost?> FindAsync(ActorKey actor, CancellationToken cancellationToken)
    {
        var end = clock.GetUtcNow() + LookupLimit;
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_hosts.TryGetValue(actor.Type, out var hosts) && hosts.Count > 0)
                    return hosts[(int)(XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(actor.Id)) % (ulong)hosts.Count)];
                changed = _changed.Task;
            }
            var left = end - clock.GetUtcNow();
            if (left <= TimeSpan.Zero)
                return null;
            try
            {
                await changed.WaitAsync(left, clock, cancellationToken);
            }
            catch (TimeoutException)
            {
                return null;
            }
        }
    }
}
