using System.Text.Json;

namespace VectorCare.Alerting.Rules.Loading;

/// <summary>Reads the fields of a JSON object, reporting what is missing, wrong or unknown instead of throwing.</summary>
internal sealed class Fields(JsonElement element, string file, string path, RuleProblems problems)
{
    private readonly HashSet<string> _read = ["$schema"];

    /// <summary>Reports a problem of a key.</summary>
    public void Report(string key, string problem) => problems.Add(file, path.Length == 0 ? key : path + "." + key, problem);

    /// <summary>A text.</summary>
    public string Text(string key, bool required = true, string fallback = "") => Get(key, JsonValueKind.String, required, "a text")?.GetString() ?? fallback;

    /// <summary>A number.</summary>
    public double Number(string key, double? fallback = null) => Get(key, JsonValueKind.Number, fallback is null, "a number")?.GetDouble() ?? fallback ?? double.NaN;

    /// <summary>True or false; false where absent.</summary>
    public bool Flag(string key)
    {
        _read.Add(key);
        if (!element.TryGetProperty(key, out var value))
            return false;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        Report(key, "must be true or false.");
        return false;
    }

    /// <summary>One of an enumeration's names.</summary>
    public T OneOf<T>(string key)
        where T : struct, Enum
    {
        var text = Text(key);
        if (Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value))
            return value;
        if (text.Length > 0)
            Report(key, $"'{text}' is none of {string.Join(", ", Enum.GetNames<T>())}.");
        return default;
    }

    /// <summary>A list of texts; empty where absent.</summary>
    public string[] Texts(string key)
    {
        if (Get(key, JsonValueKind.Array, required: false, "a list of texts") is not { } list)
            return [];
        if (list.EnumerateArray().Any(i => i.ValueKind != JsonValueKind.String))
            Report(key, "must be a list of texts.");
        return [.. list.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.String).Select(i => i.GetString()!)];
    }

    /// <summary>A list of objects.</summary>
    public IEnumerable<Fields> Objects(string key, bool required = true)
    {
        if (Get(key, JsonValueKind.Array, required, "a list") is not { } list)
            yield break;
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            var name = $"{key}[{index++}]";
            if (item.ValueKind == JsonValueKind.Object)
                yield return Inner(item, name);
            else
                Report(name, "must be an object.");
        }
    }

    /// <summary>An object, or null.</summary>
    public Fields? Object(string key, bool required = true) => Get(key, JsonValueKind.Object, required, "an object") is { } inner ? Inner(inner, key) : null;

    /// <summary>The members of an object, each an object.</summary>
    public IEnumerable<(string Name, Fields Value)> Members(string key)
    {
        if (Get(key, JsonValueKind.Object, required: false, "an object") is not { } map)
            yield break;
        foreach (var member in map.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Object)
                yield return (member.Name, Inner(member.Value, key + "." + member.Name));
            else
                Report(key + "." + member.Name, "must be an object.");
        }
    }

    /// <summary>A value as it stands.</summary>
    public JsonElement? Raw(string key, JsonValueKind kind, bool required) => Get(key, kind, required, kind == JsonValueKind.Array ? "a list" : "an object");

    /// <summary>Reports the keys nobody read: a typing error must not pass for a default.</summary>
    public void Done()
    {
        foreach (var member in element.EnumerateObject().Where(m => !_read.Contains(m.Name)))
            Report(member.Name, "is not a known key.");
    }

    private Fields Inner(JsonElement inner, string name) => new(inner, file, path.Length == 0 ? name : path + "." + name, problems);

    private JsonElement? Get(string key, JsonValueKind kind, bool required, string wanted)
    {
        _read.Add(key);
        if (!element.TryGetProperty(key, out var value))
        {
            if (required)
                Report(key, $"is missing; it must be {wanted}.");
            return null;
        }

        if (value.ValueKind == kind)
            return value;
        Report(key, $"must be {wanted}.");
        return null;
    }
}
