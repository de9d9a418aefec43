namespace LocalDapr.Secrets;

/// <summary>A secret store.</summary>
internal interface ISecretStore
{
    /// <summary>The values of a secret.</summary>
    /// <param name="name">Name of the secret.</param>
    /// <returns>Key and value, mostly one of them; null when there is no such secret.</returns>
    IReadOnlyDictionary<string, string>? Get(string name);

    /// <summary>All secrets.</summary>
    /// <returns>Their values by name.</returns>
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> All();
}
