using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LocalDapr.Cel;

/// <summary>Functions, methods and the macros over lists.</summary>
internal static class CelFunctions
{
    private static readonly TimeSpan RegexLimit = TimeSpan.FromMilliseconds(100);

    /// <summary>A method such as <c>text.startsWith(other)</c>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="target">What it is called on.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="position">Where, for errors.</param>
    /// <returns>The compiled call.</returns>
    public static CelNode Method(string name, CelNode target, List<CelNode> arguments, int position)
    {
        if (name == "size" && arguments.Count == 0)
            return scope => Size(target(scope), position);
        if (name is not ("startsWith" or "endsWith" or "contains" or "matches"))
            throw new CelException($"unknown method '{name}'", position);
        if (arguments.Count != 1)
            throw new CelException($"'{name}' takes one argument", position);
        var argument = arguments[0];
        return scope => Text(name, target(scope), argument(scope), position);
    }

    /// <summary>A function such as <c>size(list)</c>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="position">Where, for errors.</param>
    /// <returns>The compiled call.</returns>
    public static CelNode Global(string name, List<CelNode> arguments, int position)
    {
        if (name == "matches" && arguments.Count == 2)
            return scope => Text(name, arguments[0](scope), arguments[1](scope), position);
        if (arguments.Count != 1 && name is "size" or "int" or "uint" or "double" or "string" or "bool" or "dyn" or "matches")
            throw new CelException($"'{name}' has the wrong number of arguments", position);
        return name switch
        {
            "size" => scope => Size(arguments[0](scope), position),
            "int" or "uint" => scope => ToWhole(CelValues.Unwrap(arguments[0](scope)), position),
            "double" => scope => ToReal(CelValues.Unwrap(arguments[0](scope)), position),
            "string" => scope => ToText(CelValues.Unwrap(arguments[0](scope)), position),
            "bool" => scope => CelValues.Unwrap(arguments[0](scope)) switch { bool b => b, "true" => true, "false" => false, _ => throw NoConversion("a truth value", position) },
            "dyn" => arguments[0],
            _ => throw new CelException($"unknown function '{name}'", position),
        };
    }

    /// <summary>A macro over a list or the names of an object.</summary>
    /// <param name="name">all, exists, exists_one, filter or map.</param>
    /// <param name="target">The list.</param>
    /// <param name="variable">Name of the item in the body.</param>
    /// <param name="body">The body.</param>
    /// <param name="position">Where, for errors.</param>
    /// <returns>The compiled macro.</returns>
    public static CelNode Macro(string name, CelNode target, string variable, CelNode body, int position) => scope =>
    {
        var items = CelValues.Unwrap(target(scope)) switch
        {
            List<object?> list => list,
            JsonElement json => json.EnumerateObject().Select(field => (object?)field.Name).ToList(),
            var other => throw new CelException($"{CelValues.TypeName(other)} has no items", position),
        };
        object? Run(object? item) => body(new CelVariable(variable, CelValues.Unwrap(item), scope));
        bool Holds(object? item) => CelOperators.Truth(Run(item), position);
        return name switch
        {
            "all" => items.TrueForAll(Holds),
            "exists" => items.Exists(Holds),
            "exists_one" => items.Count(Holds) == 1,
            "filter" => items.FindAll(Holds),
            _ => items.ConvertAll(Run),
        };
    };

    private static object Size(object? value, int position) => CelValues.Unwrap(value) switch
    {
        string text => (long)text.EnumerateRunes().Count(),
        List<object?> list => (long)list.Count,
        JsonElement json => (long)json.GetPropertyCount(),
        _ => throw new CelException($"{CelValues.TypeName(value)} has no size", position),
    };

    private static object Text(string name, object? target, object? argument, int position)
    {
        if (CelValues.Unwrap(target) is not string text || CelValues.Unwrap(argument) is not string other)
            throw new CelException($"'{name}' needs texts", position);
        return name switch
        {
            "startsWith" => text.StartsWith(other, StringComparison.Ordinal),
            "endsWith" => text.EndsWith(other, StringComparison.Ordinal),
            "contains" => text.Contains(other, StringComparison.Ordinal),
            _ => Matches(text, other, position),
        };
    }

    private static bool Matches(string text, string pattern, int position)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, RegexLimit);
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            throw new CelException($"matches: {e.Message}", position);
        }
    }

    private static object ToWhole(object? value, int position) => value switch
    {
        long whole => whole,
        double real when real is > long.MinValue and < long.MaxValue => (long)real,
        string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) => parsed,
        _ => throw NoConversion("a whole number", position),
    };

    private static object ToReal(object? value, int position) => value switch
    {
        long whole => (double)whole,
        double real => real,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) => parsed,
        _ => throw NoConversion("a number", position),
    };

    private static object ToText(object? value, int position) => value switch
    {
        string text => text,
        long whole => whole.ToString(CultureInfo.InvariantCulture),
        double real => real.ToString(CultureInfo.InvariantCulture),
        bool truth => truth ? "true" : "false",
        _ => throw NoConversion("a text", position),
    };

    private static CelException NoConversion(string type, int position) => new($"the value cannot be made {type}", position);
}
