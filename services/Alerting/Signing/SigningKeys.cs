using System.Collections.Concurrent;
using Dapr;
using Dapr.Client;
using VectorCare.Contracts;

namespace VectorCare.Alerting.Signing;

/// <summary>Keys that sign what leaves the service.</summary>
internal interface ISigningKeys
{
    /// <summary>The key in a secret, or null where there is none that can be used.</summary>
    Task<byte[]?> ReadAsync(string secret, CancellationToken cancellationToken);
}

/// <summary>Keys from the secret component, each base64 of at least 32 bytes; read once.</summary>
internal sealed partial class DaprSigningKeys(DaprClient dapr, ILogger<DaprSigningKeys> logger) : ISigningKeys
{
    private const int LeastBytes = 32;

    private readonly ConcurrentDictionary<string, byte[]> _keys = new();

    /// <inheritdoc/>
    public async Task<byte[]?> ReadAsync(string secret, CancellationToken cancellationToken)
    {
        if (_keys.TryGetValue(secret, out var known))
            return known;
        try
        {
            var values = await dapr.GetSecretAsync(ComponentNames.Secrets, secret, cancellationToken: cancellationToken);
            var key = Convert.FromBase64String(values.GetValueOrDefault(secret, string.Empty));
            if (key.Length >= LeastBytes)
                return _keys[secret] = key;
            LogTooShort(secret, LeastBytes);
        }
        catch (Exception error) when (error is DaprException or FormatException)
        {
            LogNoKey(error, secret);
        }

        return null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Secret {Secret} is shorter than {Least} bytes and signs nothing.")]
    private partial void LogTooShort(string secret, int least);

    [LoggerMessage(Level = LogLevel.Error, Message = "Secret {Secret} cannot be read and signs nothing.")]
    private partial void LogNoKey(Exception error, string secret);
}
