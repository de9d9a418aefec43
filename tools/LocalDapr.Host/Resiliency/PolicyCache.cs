namespace LocalDapr.Resiliency;

/// <summary>Policies of one target by breaker key; the ones not used for longest are forgotten, with their breakers.</summary>
/// <param name="size">Policies kept.</param>
/// <param name="create">Creates one.</param>
internal sealed class PolicyCache(int size, Func<Policy> create)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, Policy Policy)>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, Policy Policy)> _order = new();

    /// <summary>The policy of a key.</summary>
    /// <param name="key">The breaker key.</param>
    /// <returns>The policy.</returns>
    public Policy Get(string key)
    {
        lock (_lock)
        {
            if (_nodes.TryGetValue(key, out var node))
            {
                _order.Remove(node);
                _order.AddFirst(node);
                return node.Value.Policy;
            }

            if (_nodes.Count >= size && _order.Last is { } oldest)
            {
                _order.Remove(oldest);
                _nodes.Remove(oldest.Value.Key);
            }

            var policy = create();
            _nodes[key] = _order.AddFirst((key, policy));
            return policy;
        }
    }
}
