using System.Text.Json;
using System.Text.Json.Serialization;
using Dapr.Client;
using VectorCare.Contracts;

namespace VectorCare.Scraper.Sessions;

/// <summary>A clinic's session at a vendor, shared by the replicas.</summary>
/// <param name="Token">The cookie or token; null while there is none.</param>
/// <param name="Opened">When it was opened.</param>
/// <param name="Until">When it ends.</param>
/// <param name="FailedLogins">Logins refused in a row with <paramref name="CredentialMark"/>.</param>
/// <param name="WaitUntil">No login before this, so that the account is not locked.</param>
/// <param name="CredentialMark">Pseudonym of the credentials that were refused: new ones may be tried at once.</param>
internal sealed record ClinicSession(string? Token, DateTimeOffset Opened, DateTimeOffset Until, int FailedLogins = 0, DateTimeOffset? WaitUntil = null, string? CredentialMark = null);

/// <summary>JSON form of sessions.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ClinicSession))]
internal sealed partial class SessionJson : JsonSerializerContext;

/// <summary>Where sessions are shared.</summary>
internal interface ISessionStore
{
    /// <summary>Reads a session, or null.</summary>
    Task<ClinicSession?> ReadAsync(string vendor, string clinic, CancellationToken cancellationToken);

    /// <summary>Writes a session; it fades after <paramref name="keep"/>.</summary>
    Task WriteAsync(string vendor, string clinic, ClinicSession session, TimeSpan keep, CancellationToken cancellationToken);
}

/// <summary>Sessions in component <see cref="ComponentNames.SessionStore"/>, keys <c>session-v1-{vendor}-{clinic}</c> with TTL, last write wins.</summary>
internal sealed class DaprSessionStore(DaprClient dapr) : ISessionStore
{
    public async Task<ClinicSession?> ReadAsync(string vendor, string clinic, CancellationToken cancellationToken)
    {
        var value = await dapr.GetByteStateAsync(ComponentNames.SessionStore, Key(vendor, clinic), cancellationToken: cancellationToken);
        return value.IsEmpty ? null : JsonSerializer.Deserialize(value.Span, SessionJson.Default.ClinicSession);
    }

    public Task WriteAsync(string vendor, string clinic, ClinicSession session, TimeSpan keep, CancellationToken cancellationToken) =>
        dapr.SaveByteStateAsync(
            ComponentNames.SessionStore,
            Key(vendor, clinic),
            JsonSerializer.SerializeToUtf8Bytes(session, SessionJson.Default.ClinicSession),
            metadata: new Dictionary<string, string> { ["ttlInSeconds"] = ((int)Math.Ceiling(Math.Max(1, keep.TotalSeconds))).ToString() },
            cancellationToken: cancellationToken);

    private static string Key(string vendor, string clinic) => $"session-v1-{vendor}-{clinic}";
}
