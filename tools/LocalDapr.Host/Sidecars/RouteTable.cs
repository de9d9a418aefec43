using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace LocalDapr.Sidecars;

/// <summary>The routes of a sidecar as a tree by path segment. Literal segments win over parameters, parameters over the rest.</summary>
internal sealed class RouteTable
{
    private readonly Node _root = new();

    /// <summary>Builds the tree.</summary>
    /// <param name="routes">The routes; of two equal ones the first wins.</param>
    public RouteTable(IEnumerable<HttpRoute> routes)
    {
        foreach (var route in routes)
            Add(route);
    }

    /// <summary>Finds the route of a request.</summary>
    /// <param name="verb">Its verb.</param>
    /// <param name="path">Its cleaned path, undecoded.</param>
    /// <param name="values">The route values.</param>
    /// <returns>The route's handler, or null.</returns>
    public HttpRouteHandler? Find(string verb, string path, out RouteValues values)
    {
        var captured = new List<Range>(4);
        var leaf = Find(_root, verb, path, 1, captured);
        values = leaf is { Names.Length: > 0 } ? new RouteValues(leaf.Names, path, captured) : RouteValues.Empty;
        return leaf?.Handler;
    }

    private static Leaf? Find(Node node, string verb, string path, int at, List<Range> captured)
    {
        if (at >= path.Length)
            return node.Leaves.GetValueOrDefault(verb);
        var slash = path.IndexOf('/', at);
        var end = slash < 0 ? path.Length : slash;
        if (node.Literals.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(path.AsSpan(at, end - at), out var next)
            && Find(next, verb, path, end + 1, captured) is { } literal)
            return literal;
        captured.Add(at..end);
        if (node.Parameter is { } parameter && Find(parameter, verb, path, end + 1, captured) is { } leaf)
            return leaf;
        captured[^1] = at..path.Length;
        if (node.Rest?.Leaves.GetValueOrDefault(verb) is { } rest)
            return rest;
        captured.RemoveAt(captured.Count - 1);
        return null;
    }

    private void Add(HttpRoute route)
    {
        var node = _root;
        var names = new List<string>();
        foreach (var segment in route.Pattern.Split('/'))
        {
            if (segment.StartsWith('{'))
            {
                var rest = segment[1] == '*';
                names.Add(segment[(rest ? 2 : 1)..^1]);
                node = rest ? node.Rest ??= new Node() : node.Parameter ??= new Node();
            }
            else
            {
                if (!node.Literals.TryGetValue(segment, out var next))
                    node.Literals[segment] = next = new Node();
                node = next;
            }
        }

        foreach (var verb in route.Verbs)
            node.Leaves.TryAdd(verb, new Leaf(route.Handler, [.. names]));
    }

    private sealed class Node
    {
        public Dictionary<string, Node> Literals { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Leaf> Leaves { get; } = new(StringComparer.Ordinal);

        public Node? Parameter { get; set; }

        public Node? Rest { get; set; }
    }

    private sealed record Leaf(HttpRouteHandler Handler, string[] Names);
}

/// <summary>Decoded route values.</summary>
internal sealed class RouteValues : IReadOnlyDictionary<string, string>
{
    private readonly string[] _names;
    private readonly string[] _values;

    /// <summary>Decodes the captured parts of a path.</summary>
    /// <param name="names">Names in order.</param>
    /// <param name="path">The path.</param>
    /// <param name="captured">Its parts.</param>
    public RouteValues(string[] names, string path, List<Range> captured)
    {
        _names = names;
        _values = new string[names.Length];
        for (var i = 0; i < names.Length; i++)
            _values[i] = RawPath.Decode(path.AsSpan(captured[i]));
    }

    /// <summary>No values.</summary>
    public static RouteValues Empty { get; } = new([], "", []);

    /// <inheritdoc />
    public IEnumerable<string> Keys => _names;

    /// <inheritdoc />
    public IEnumerable<string> Values => _values;

    /// <inheritdoc />
    public int Count => _names.Length;

    /// <inheritdoc />
    public string this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"No route value '{key}'.");

    /// <inheritdoc />
    public bool ContainsKey(string key) => Array.IndexOf(_names, key) >= 0;

    /// <inheritdoc />
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        var at = Array.IndexOf(_names, key);
        value = at < 0 ? null : _values[at];
        return at >= 0;
    }

    /// <inheritdoc />
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() =>
        _names.Zip(_values, KeyValuePair.Create).GetEnumerator();

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
