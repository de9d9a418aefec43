using System.Text.Json;
using System.Text.Json.Serialization;
using Dapr.Client;
using VectorCare.Contracts;

namespace VectorCare.Scraper.Sessions;

/// <summary>What a clinic signs in with.</summary>
/// <param name="User">User name, where the vendor wants one.</param>
/// <param name="Password">Password, where the vendor wants one.</param>
/// <param name="ApiKey">API key, where the vendor wants one.</param>
internal sealed record Credentials(string? User, string? Password, string? ApiKey)
{
    /// <summary>Nothing of it is shown.</summary>
    public override string ToString() => "credentials";
}

/// <summary>JSON form of the secrets.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Credentials))]
internal sealed partial class CredentialsJson : JsonSerializerContext;

/// <summary>Where credentials come from.</summary>
internal interface ICredentialSource
{
    /// <summary>The credentials of a clinic at a vendor, or null where there are none.</summary>
    Task<Credentials?> ReadAsync(string vendor, string clinic, CancellationToken cancellationToken);
}

/// <summary>Secrets <c>{vendor}-{clinic}</c> of component <see cref="ComponentNames.Secrets"/>.</summary>
internal sealed class DaprCredentialSource(DaprClient dapr) : ICredentialSource
{
    public async Task<Credentials?> ReadAsync(string vendor, string clinic, CancellationToken cancellationToken)
    {
        var key = vendor + "-" + clinic;
        var secret = await dapr.GetSecretAsync(ComponentNames.Secrets, key, cancellationToken: cancellationToken);
        return secret.TryGetValue(key, out var json) && json.Length > 0 ? JsonSerializer.Deserialize(json, CredentialsJson.Default.Credentials) : null;
    }
}
