using System.Collections.Concurrent;
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

/// <summary>Keeps credentials for a while, and reads them again when a vendor refuses them, so that a rotation needs no restart.</summary>
internal sealed class CredentialCache(ICredentialSource source, TimeProvider time)
{
    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RereadAfter = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<(string, string), (Credentials? Value, DateTimeOffset At)> _cache = new();

    /// <summary>The credentials of a clinic at a vendor, or null where there are none or the secret store fails.</summary>
    /// <param name="vendor">Vendor id.</param>
    /// <param name="clinic">Clinic id.</param>
    /// <param name="refused">True when the vendor refused what was given last.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<Credentials?> GetAsync(string vendor, string clinic, bool refused, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_cache.TryGetValue((vendor, clinic), out var kept) && now - kept.At < (refused || kept.Value is null ? RereadAfter : Keep))
            return kept.Value;
        Credentials? value;
        try
        {
            value = await source.ReadAsync(vendor, clinic, cancellationToken);
        }
        catch (Exception error) when (error is Dapr.DaprException or JsonException)
        {
            value = kept.Value;
        }

        _cache[(vendor, clinic)] = (value, now);
        return value;
    }
}
