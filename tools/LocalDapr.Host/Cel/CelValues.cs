using System.Text.Json;

namespace LocalDapr.Cel;

/// <summary>Values: null, bool, long, double, string, lists, and JSON objects and arrays. Numbers of JSON are doubles, as in Dapr.</summary>
internal static class CelValues
{
    /// <summary>Turns a simple JSON value into its plain form; objects and arrays stay.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The plain value.</returns>
    public static object? Unwrap(object? value) => value is not JsonElement json ? value : json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.Array => json.EnumerateArray().Select(item => (object?)item).ToList(),
        _ => value,
    };

    /// <summary>Name of a value's type, for messages.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The name.</returns>
    public static string TypeName(object? value) => Unwrap(value) switch
    {
        null => "null",
        bool => "a truth value",
        long => "a whole number",
        double => "a number",
        string => "a text",
        List<object?> => "a list",
        _ => "an object",
    };

    /// <summary>A field of an object.</summary>
    /// <param name="target">The object.</param>
    /// <param name="name">Name of the field.</param>
    /// <param name="position">Where, for the error.</param>
    /// <returns>The value.</returns>
    public static object? Field(object? target, string name, int position) =>
        target is JsonElement { ValueKind: JsonValueKind.Object } json
            ? json.TryGetProperty(name, out var value) ? Unwrap(value) : throw new CelException($"no such field '{name}'", position)
            : throw new CelException($"{TypeName(target)} has no field '{name}'", position);

    /// <summary>Whether an object has a field.</summary>
    /// <param name="target">The object.</param>
    /// <param name="name">Name of the field.</param>
    /// <param name="position">Where, for the error.</param>
    /// <returns>True when it is there.</returns>
    public static bool HasField(object? target, string name, int position) =>
        target is JsonElement { ValueKind: JsonValueKind.Object } json
            ? json.TryGetProperty(name, out _)
            : throw new CelException($"{TypeName(target)} has no field '{name}'", position);

    /// <summary>An item of a list, or a field of an object by a computed name.</summary>
    /// <param name="target">List or object.</param>
    /// <param name="index">Index from 0, or name.</param>
    /// <param name="position">Where, for the error.</param>
    /// <returns>The value.</returns>
    public static object? Index(object? target, object? index, int position) => (Unwrap(target), Unwrap(index)) switch
    {
        (List<object?> list, long at) when at >= 0 && at < list.Count => Unwrap(list[(int)at]),
        (List<object?> list, double at) when at >= 0 && at < list.Count && double.IsInteger(at) => Unwrap(list[(int)at]),
        (List<object?>, _) => throw new CelException("the index is outside the list", position),
        (JsonElement json, string name) => Field(json, name, position),
        _ => throw new CelException($"{TypeName(target)} has no items", position),
    };

    /// <summary>Whether a list holds a value or an object a field.</summary>
    /// <param name="container">List or object.</param>
    /// <param name="value">Value or name.</param>
    /// <param name="position">Where, for the error.</param>
    /// <returns>True when it is there.</returns>
    public static bool Contains(object? container, object? value, int position) => (Unwrap(container), Unwrap(value)) switch
    {
        (List<object?> list, _) => list.Exists(item => Same(item, value)),
        (JsonElement json, string name) => json.TryGetProperty(name, out _),
        (JsonElement, _) => false,
        _ => throw new CelException($"'in' does not fit {TypeName(container)}", position),
    };

    /// <summary>Equality; numbers compare by value, other types that differ are unequal.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when equal.</returns>
    public static bool Same(object? left, object? right) => (Unwrap(left), Unwrap(right)) switch
    {
        (null, null) => true,
        (long a, long b) => a == b,
        (double a, double b) => a == b,
        (long a, double b) => a == b,
        (double a, long b) => a == b,
        (string a, string b) => a == b,
        (bool a, bool b) => a == b,
        (List<object?> a, List<object?> b) => a.Count == b.Count && a.Zip(b).All(pair => Same(pair.First, pair.Second)),
        (JsonElement a, JsonElement b) => JsonElement.DeepEquals(a, b),
        _ => false,
    };

    /// <summary>Order of two numbers, texts or truth values.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    /// <param name="position">Where, for the error.</param>
    /// <returns>Less than, equal to or more than 0; null where there is no order (NaN).</returns>
    public static int? Compare(object? left, object? right, int position) => (Unwrap(left), Unwrap(right)) switch
    {
        (long a, long b) => a.CompareTo(b),
        (double a, double b) => Ordered(a, b),
        (long a, double b) => Ordered(a, b),
        (double a, long b) => Ordered(a, b),
        (string a, string b) => string.CompareOrdinal(a, b),
        (bool a, bool b) => a.CompareTo(b),
        _ => throw new CelException($"{TypeName(left)} and {TypeName(right)} have no order", position),
    };

    private static int? Ordered(double a, double b) => double.IsNaN(a) || double.IsNaN(b) ? null : a.CompareTo(b);
}
