using System.Text.Json;

namespace LocalDapr.Secrets;

/// <summary><c>secretstores.local.file</c>: a JSON file. Nested objects are joined to one name each, or with <c>multiValued</c> kept as one secret of several values.</summary>
internal sealed class FileSecretStore : ISecretStore
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _secrets = new(StringComparer.Ordinal);

    /// <summary>Reads a store from JSON.</summary>
    /// <param name="json">A JSON object.</param>
    /// <param name="separator">Between the names of a nested secret; Dapr's default is <c>:</c>.</param>
    /// <param name="multiValued">True: the first level stays one secret.</param>
    /// <exception cref="JsonException">Not a JSON object.</exception>
    public FileSecretStore(string json, string separator, bool multiValued)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new JsonException("The secrets file must be a JSON object.");
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (multiValued && property.Value.ValueKind == JsonValueKind.Object)
            {
                var values = new Dictionary<string, string>(StringComparer.Ordinal);
                foreach (var inner in property.Value.EnumerateObject())
                    Flatten(inner.Name, inner.Value, separator, values);
                _secrets[property.Name] = values;
                continue;
            }

            var flat = new Dictionary<string, string>(StringComparer.Ordinal);
            Flatten(property.Name, property.Value, separator, flat);
            foreach (var (name, value) in flat)
                _secrets[name] = new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value };
        }
    }

    /// <inheritdoc />
    public IReadOnlyDictionary<string, string>? Get(string name) => _secrets.GetValueOrDefault(name);

    /// <inheritdoc />
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> All() => _secrets;

    private static void Flatten(string name, JsonElement value, string separator, Dictionary<string, string> into)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var inner in value.EnumerateObject())
                    Flatten(name + separator + inner.Name, inner.Value, separator, into);
                break;
            case JsonValueKind.Array:
                foreach (var (index, inner) in value.EnumerateArray().Index())
                    Flatten(name + separator + index, inner, separator, into);
                break;
            case JsonValueKind.String:
                into[name] = value.GetString()!;
                break;
            default:
                into[name] = value.GetRawText();
                break;
        }
    }
}
