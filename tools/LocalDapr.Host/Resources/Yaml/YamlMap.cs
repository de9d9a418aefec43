using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LocalDapr.Resources;

/// <summary>A YAML mapping that reports what it does not understand with file and line. Keys are found in any case, as Dapr finds them; another case than the documented one is a strict finding.</summary>
internal sealed class YamlMap
{
    private readonly YamlMappingNode _node;
    private readonly Findings _findings;

    /// <summary>Wraps a mapping.</summary>
    /// <param name="node">The mapping.</param>
    /// <param name="file">File it stands in.</param>
    /// <param name="what">What it is, for messages: <c>spec of component 'x'</c>.</param>
    /// <param name="findings">Where to report.</param>
    public YamlMap(YamlMappingNode node, string file, string what, Findings findings)
    {
        _node = node;
        _findings = findings;
        What = what;
        Place = new Place(file, (int)node.Start.Line);
    }

    /// <summary>Where it begins.</summary>
    public Place Place { get; }

    /// <summary>What it is.</summary>
    public string What { get; set; }

    /// <summary>Keys and values with their places.</summary>
    public IEnumerable<(string Key, YamlNode Value, Place Place)> Entries =>
        _node.Children.Select(c => (KeyText(c.Key), c.Value, PlaceOf(c.Key)));

    /// <summary>Reports every key that is not known.</summary>
    /// <param name="known">The documented keys.</param>
    public void Only(params IReadOnlyList<string> known)
    {
        foreach (var (key, _, place) in Entries)
        {
            if (!known.Contains(key))
                _findings.Strict(place, $"unknown key '{key}' in {What}.{NearestName.Hint(key, known)}");
        }
    }

    /// <summary>Reports keys that Dapr knows and that change nothing here.</summary>
    /// <param name="keys">The keys.</param>
    public void WithoutEffect(params IReadOnlyList<string> keys)
    {
        foreach (var (key, _, place) in Entries)
        {
            if (keys.Contains(key))
                _findings.Warn(place, $"'{key}' in {What} is known to Dapr and has no effect in LocalDapr.");
        }
    }

    /// <summary>Where a key stands; the mapping's own place when it is missing.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The place.</returns>
    public Place PlaceOf(string key)
    {
        var found = _node.Children.Keys.FirstOrDefault(k => string.Equals(KeyText(k), key, StringComparison.OrdinalIgnoreCase));
        return found is null ? Place : PlaceOf(found);
    }

    /// <summary>True when the key is there, whatever its value.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True or false.</returns>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>A scalar as text.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The text, or null when missing or null.</returns>
    public string? Text(string key) => Find(key) is { } node ? TextOf(node, key) : null;

    /// <summary>A scalar that must be there and not empty.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The text; empty after a finding.</returns>
    public string Required(string key)
    {
        var text = Text(key);
        if (string.IsNullOrEmpty(text))
            _findings.Error(PlaceOf(key), $"{What} needs '{key}'.");
        return text ?? "";
    }

    /// <summary>A whole number.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The number, or null when missing or not a number (reported).</returns>
    public int? Int(string key)
    {
        if (Text(key) is not { Length: > 0 } text)
            return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        _findings.Error(PlaceOf(key), $"'{key}' of {What} is '{text}', which is not a whole number.");
        return null;
    }

    /// <summary>True or false.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The value, or null when missing or not a boolean (reported).</returns>
    public bool? Bool(string key)
    {
        if (Text(key) is not { Length: > 0 } text)
            return null;
        if (bool.TryParse(text, out var value))
            return value;
        _findings.Error(PlaceOf(key), $"'{key}' of {What} is '{text}', which is neither true nor false.");
        return null;
    }

    /// <summary>A mapping below.</summary>
    /// <param name="key">The key.</param>
    /// <param name="what">What it is; default the key.</param>
    /// <returns>The mapping, or null when missing or not a mapping (reported).</returns>
    public YamlMap? Map(string key, string? what = null)
    {
        if (Find(key) is not { } node || IsNull(node))
            return null;
        return AsMap(node, what ?? $"'{key}' of {What}");
    }

    /// <summary>A list of mappings.</summary>
    /// <param name="key">The key.</param>
    /// <param name="what">What an item is.</param>
    /// <returns>The mappings; items of another form are reported and left out.</returns>
    public IReadOnlyList<YamlMap> Maps(string key, string what) =>
        [.. Items(key).Select(item => AsMap(item, what)).OfType<YamlMap>()];

    /// <summary>A list of texts.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The texts with their places.</returns>
    public IReadOnlyList<(string Text, Place Place)> Texts(string key) =>
        [.. Items(key).Select(item => (TextOf(item, key) ?? "", PlaceOf(item)))];

    /// <summary>A mapping of names to scalars.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Name and text; empty when missing.</returns>
    public IReadOnlyDictionary<string, string> Pairs(string key)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value, _) in Map(key)?.Entries ?? [])
            pairs[name] = TextOf(value, name) ?? "";
        return pairs;
    }

    /// <summary>Mappings by name, for example policies.</summary>
    /// <param name="key">The key.</param>
    /// <param name="what">What a mapping is, in words before its name.</param>
    /// <returns>Name and mapping.</returns>
    public IEnumerable<(string Name, YamlMap Map)> Named(string key, string what)
    {
        foreach (var (name, value, _) in Map(key)?.Entries ?? [])
        {
            if (AsMap(value, $"{what} '{name}'") is { } map)
                yield return (name, map);
        }
    }

    /// <summary>The place of a node of this file.</summary>
    /// <param name="node">The node.</param>
    /// <returns>The place.</returns>
    public Place PlaceOf(YamlNode node) => Place with { Line = (int)node.Start.Line };

    private YamlNode? Find(string key)
    {
        YamlNode? loose = null;
        foreach (var (name, value) in _node.Children)
        {
            if (string.Equals(KeyText(name), key, StringComparison.Ordinal))
                return value;
            if (string.Equals(KeyText(name), key, StringComparison.OrdinalIgnoreCase))
                loose = value;
        }

        return loose;
    }

    private IEnumerable<YamlNode> Items(string key)
    {
        if (Find(key) is not { } node || IsNull(node))
            return [];
        if (node is YamlSequenceNode list)
            return list.Children;
        _findings.Error(PlaceOf(key), $"'{key}' of {What} must be a list.");
        return [];
    }

    private YamlMap? AsMap(YamlNode node, string what)
    {
        if (node is YamlMappingNode mapping)
            return new YamlMap(mapping, Place.File, what, _findings);
        if (!IsNull(node))
            _findings.Error(PlaceOf(node), $"{what} must be a mapping of keys to values.");
        return null;
    }

    private string? TextOf(YamlNode node, string key)
    {
        if (IsNull(node))
            return null;
        if (node is YamlScalarNode scalar)
            return scalar.Value;
        _findings.Error(PlaceOf(node), $"'{key}' of {What} must be a single value.");
        return null;
    }

    private static string KeyText(YamlNode key) => (key as YamlScalarNode)?.Value ?? key.ToString();

    private static bool IsNull(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain or ScalarStyle.Any } scalar && scalar.Value is null or "" or "~" or "null" or "Null" or "NULL";
}
