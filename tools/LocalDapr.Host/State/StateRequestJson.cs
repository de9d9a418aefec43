using System.Text.Json;

namespace LocalDapr.State;

/// <summary>Reads the JSON bodies of the state routes, as strict as Dapr is and no stricter.</summary>
internal static class StateRequestJson
{
    /// <summary>Reads the body of a save.</summary>
    /// <param name="body">A list of items.</param>
    /// <param name="query">Metadata of the query string; it wins over an item's own.</param>
    /// <returns>The items.</returns>
    /// <exception cref="JsonException">The body is no such list.</exception>
    public static List<StateRequestItem> ReadSave(ReadOnlySpan<byte> body, IReadOnlyDictionary<string, string> query)
    {
        var root = GoJson.Parse(body);
        return root.ValueKind switch
        {
            JsonValueKind.Null => [],
            JsonValueKind.Array => root.EnumerateArray().Select(item => ReadItem(item, query)).ToList(),
            _ => throw Unexpected(root, "value", "[]state.SetRequest"),
        };
    }

    /// <summary>Reads the body of a transaction.</summary>
    /// <param name="body">An object with <c>operations</c>.</param>
    /// <param name="query">Metadata of the query string; it wins over an operation's own.</param>
    /// <returns>Operation names and items.</returns>
    /// <exception cref="JsonException">The body is no such object.</exception>
    public static List<(string Operation, StateRequestItem Item)> ReadTransaction(ReadOnlySpan<byte> body, IReadOnlyDictionary<string, string> query)
    {
        var operations = new List<(string, StateRequestItem)>();
        foreach (var (name, value) in Members(GoJson.Parse(body), "transaction"))
        {
            if (!Is(name, "operations") || value.ValueKind == JsonValueKind.Null)
                continue;
            if (value.ValueKind != JsonValueKind.Array)
                throw Unexpected(value, name, "array");
            operations = value.EnumerateArray().Select(o => ReadOperation(o, query)).ToList();
        }
        return operations;
    }

    /// <summary>Reads the body of a bulk get.</summary>
    /// <param name="body">An object with <c>keys</c>.</param>
    /// <returns>The keys.</returns>
    /// <exception cref="JsonException">The body is no such object.</exception>
    public static List<string> ReadBulkGet(ReadOnlySpan<byte> body)
    {
        var keys = new List<string>();
        foreach (var (name, value) in Members(GoJson.Parse(body), "BulkGetRequest"))
        {
            if (Is(name, "keys") && value.ValueKind != JsonValueKind.Null)
                keys = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(k => Text(k, name) ?? "").ToList() : throw Unexpected(value, name, "[]string");
            else if (Is(name, "metadata"))
                ReadMetadata(value, []);
            else if (Is(name, "parallelism") && value.ValueKind != JsonValueKind.Null && (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out _)))
                throw Unexpected(value, name, "int");
        }
        return keys;
    }

    private static (string, StateRequestItem) ReadOperation(JsonElement element, IReadOnlyDictionary<string, string> query)
    {
        var operation = "";
        var item = new StateRequestItem("", null, null, new Dictionary<string, string>(query, StringComparer.Ordinal), "", "");
        foreach (var (name, value) in Members(element, "operation"))
        {
            if (Is(name, "operation"))
                operation = Text(value, name) ?? "";
            else if (Is(name, "request"))
                item = ReadItem(value, query);
        }
        return (operation, item);
    }

    private static StateRequestItem ReadItem(JsonElement element, IReadOnlyDictionary<string, string> query)
    {
        var item = new StateRequestItem("", null, null, [], "", "");
        foreach (var (name, value) in Members(element, "state.SetRequest"))
        {
            if (Is(name, "key"))
                item = item with { Key = Text(value, name) ?? "" };
            else if (Is(name, "value"))
                item = item with { Value = GoJson.Serialise(value) };
            else if (Is(name, "etag"))
                item = item with { ETag = Text(value, name) };
            else if (Is(name, "metadata"))
                ReadMetadata(value, item.Metadata);
            else if (Is(name, "contentType"))
                Text(value, name);
            else if (Is(name, "options"))
                item = ReadOptions(value, item);
        }
        foreach (var (name, value) in query)
            item.Metadata[name] = value;
        return item;
    }

    private static StateRequestItem ReadOptions(JsonElement element, StateRequestItem item)
    {
        foreach (var (name, value) in Members(element, "state.SetStateOption"))
        {
            if (Is(name, "concurrency"))
                item = item with { Concurrency = Text(value, name) ?? "" };
            else if (Is(name, "consistency"))
                item = item with { Consistency = Text(value, name) ?? "" };
        }
        return item;
    }

    private static void ReadMetadata(JsonElement element, Dictionary<string, string> metadata)
    {
        foreach (var (name, value) in Members(element, "metadata"))
            metadata[name] = Text(value, "metadata") ?? "";
    }

    private static IEnumerable<(string Name, JsonElement Value)> Members(JsonElement element, string type) => element.ValueKind switch
    {
        JsonValueKind.Null => [],
        JsonValueKind.Object => element.EnumerateObject().Select(p => (p.Name, p.Value)),
        _ => throw Unexpected(element, "value", type),
    };

    private static bool Is(string name, string expected) => name.Equals(expected, StringComparison.OrdinalIgnoreCase);

    private static string? Text(JsonElement element, string field) => element.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => element.GetString(),
        _ => throw Unexpected(element, field, "string"),
    };

    private static JsonException Unexpected(JsonElement element, string field, string type) =>
        new($"json: cannot unmarshal {element.ValueKind.ToString().ToLowerInvariant()} into {field} of type {type}");
}

/// <summary>An item of a save or a transaction as it was sent.</summary>
/// <param name="Key">Key without prefix.</param>
/// <param name="Value">The value re-serialised; null where none was given.</param>
/// <param name="ETag">Etag, or null.</param>
/// <param name="Metadata">Metadata.</param>
/// <param name="Concurrency">Empty, <c>first-write</c>, <c>last-write</c>, or a mistake.</param>
/// <param name="Consistency">Empty, <c>strong</c>, <c>eventual</c>, or a mistake.</param>
internal sealed record StateRequestItem(string Key, byte[]? Value, string? ETag, Dictionary<string, string> Metadata, string Concurrency, string Consistency)
{
    private static readonly byte[] Null = "null"u8.ToArray();

    /// <summary>What is wrong with the options, or null.</summary>
    public string? OptionError => StateOptionText.Error(Concurrency, Consistency);

    /// <summary>The write.</summary>
    /// <param name="kind">Upsert or delete.</param>
    /// <returns>With the key as it was sent.</returns>
    public StateOperation ToOperation(StateOperationKind kind) =>
        new(kind, Key, Value ?? Null, string.IsNullOrEmpty(ETag) ? null : ETag, Concurrency == StateOptionText.FirstWrite, Metadata.GetValueOrDefault("ttlInSeconds"), Concurrency == StateOptionText.LastWrite);
}

/// <summary>Texts of the state options.</summary>
internal static class StateOptionText
{
    /// <summary>Concurrency that lets only the first writer win.</summary>
    public const string FirstWrite = "first-write";

    /// <summary>Concurrency that lets every writer win.</summary>
    public const string LastWrite = "last-write";

    /// <summary>Judges both options.</summary>
    /// <param name="concurrency">Text, may be empty.</param>
    /// <param name="consistency">Text, may be empty.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? Error(string concurrency, string consistency)
    {
        if (concurrency is not ("" or FirstWrite or LastWrite))
            return $"unrecognized concurrency model '{concurrency}'";
        return consistency is "" or "strong" or "eventual" ? null : $"unrecognized consistency model '{consistency}'";
    }
}
