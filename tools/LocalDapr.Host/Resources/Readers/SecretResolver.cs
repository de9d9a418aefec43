using System.Text.Json;
using LocalDapr.Secrets;

namespace LocalDapr.Resources;

/// <summary>Opens the secret stores of a resource folder and resolves what refers to them.</summary>
internal sealed class SecretResolver(IReadOnlyDictionary<string, string> environment, Findings findings)
{
    private readonly Dictionary<string, ISecretStore> _stores = new(StringComparer.Ordinal);

    /// <summary>Open stores by component name.</summary>
    public IReadOnlyDictionary<string, ISecretStore> Stores => _stores;

    /// <summary>Opens a store.</summary>
    /// <param name="component">The component, of a type <c>secretstores.*</c>.</param>
    /// <param name="place">Where it stands.</param>
    public void Open(ComponentSpec component, Place place)
    {
        if (component.Type == "secretstores.local.env")
        {
            _stores[component.Name] = new EnvironmentSecretStore(environment, component["prefix"] ?? "");
            return;
        }

        if (component.Type != "secretstores.local.file" || component["secretsFile"] is not { Length: > 0 } file)
            return;
        try
        {
            var separator = component["nestedSeparator"] is { Length: > 0 } given ? given : ":";
            _stores[component.Name] = new FileSecretStore(File.ReadAllText(file), separator, Truth.IsTrue(component["multiValued"]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            findings.Error(place, $"secretsFile '{file}' of component '{component.Name}' cannot be read: {e.Message} Create it, or correct the path.");
        }
        catch (JsonException e)
        {
            findings.Error(place, $"secretsFile '{file}' of component '{component.Name}' is not a JSON object: {e.Message}");
        }
    }

    /// <summary>The value of an item with <c>value</c>, <c>secretKeyRef</c> or <c>envRef</c>.</summary>
    /// <param name="item">The item.</param>
    /// <param name="secretStore">Store that <c>auth.secretStore</c> names, or null.</param>
    /// <returns>The value; empty after a finding.</returns>
    public string Value(YamlMap item, string? secretStore)
    {
        if (item.Map("secretKeyRef", $"secretKeyRef of {item.What}") is { } reference)
        {
            reference.Only("name", "key");
            return FromStore(reference, item, secretStore);
        }

        return item.Text("envRef") is { Length: > 0 } variable ? FromEnvironment(variable, item) : item.Text("value") ?? "";
    }

    private string FromEnvironment(string variable, YamlMap item)
    {
        if (variable.StartsWith("DAPR_", StringComparison.OrdinalIgnoreCase) || variable == "APP_API_TOKEN")
            findings.Strict(item.PlaceOf("envRef"), $"envRef '{variable}' of {item.What} is one of Dapr's own variables, which Dapr does not hand out.");
        else if (environment.TryGetValue(variable, out var value))
            return value;
        else
            findings.Strict(item.PlaceOf("envRef"), $"environment variable '{variable}' of {item.What} is not set. Set it in 'env' of dapr.yaml or in the shell.");
        return "";
    }

    private string FromStore(YamlMap reference, YamlMap item, string? secretStore)
    {
        var name = reference.Required("name");
        var key = reference.Text("key") is { Length: > 0 } given ? given : name;
        if (string.IsNullOrEmpty(secretStore))
        {
            findings.Strict(reference.Place, $"secretKeyRef of {item.What} needs 'auth: secretStore:' in the same document.{NearestName.Hint("", _stores.Keys)}");
            return "";
        }

        if (!_stores.TryGetValue(secretStore, out var store))
        {
            findings.Strict(reference.Place, $"secret store '{secretStore}' of {item.What} is not there.{NearestName.Hint(secretStore, _stores.Keys)}");
            return "";
        }

        var secret = store.Get(name);
        if (secret is not null && secret.TryGetValue(key, out var value) && (value.Length > 0 || store is not EnvironmentSecretStore))
            return value;
        var names = secret is null || store is EnvironmentSecretStore ? store.All().Keys : secret.Keys;
        findings.Strict(reference.Place, $"secret '{(key == name ? name : $"{name}/{key}")}' of {item.What} is not in store '{secretStore}'.{(store is EnvironmentSecretStore ? "" : NearestName.Hint(secret is null ? name : key, [.. names]))}");
        return "";
    }
}
