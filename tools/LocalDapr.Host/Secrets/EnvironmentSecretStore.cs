namespace LocalDapr.Secrets;

/// <summary><c>secretstores.local.env</c>: the environment of the sidecar. Dapr's own variables read as empty.</summary>
/// <param name="environment">The environment.</param>
/// <param name="prefix">Put before every name; may be empty.</param>
internal sealed class EnvironmentSecretStore(IReadOnlyDictionary<string, string> environment, string prefix) : ISecretStore
{
    /// <inheritdoc />
    public IReadOnlyDictionary<string, string> Get(string name) =>
        Single(name, IsOpen(prefix + name) ? environment.GetValueOrDefault(prefix + name, "") : "");

    /// <inheritdoc />
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> All() =>
        environment
            .Where(v => IsOpen(v.Key) && v.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(v => v.Key[prefix.Length..], v => Single(v.Key[prefix.Length..], v.Value), StringComparer.Ordinal);

    // Tokens of the runtime itself are never handed out.
    private static bool IsOpen(string name) =>
        !name.StartsWith("DAPR_", StringComparison.OrdinalIgnoreCase) && !string.Equals(name, "APP_API_TOKEN", StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyDictionary<string, string> Single(string name, string value) =>
        new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value };
}
