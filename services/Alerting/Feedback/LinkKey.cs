using Dapr;
using Dapr.Client;
using VectorCare.Contracts;

namespace VectorCare.Alerting.Feedback;

/// <summary>The key that signs links.</summary>
internal interface ILinkKey
{
    /// <summary>The key, or null where there is none that can be used.</summary>
    Task<byte[]?> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>The key from the secret component: secret <c>alert-link-key</c>, base64 of at least 32 bytes; read once.</summary>
internal sealed partial class DaprLinkKey(DaprClient dapr, ILogger<DaprLinkKey> logger) : ILinkKey
{
    /// <summary>Name of the secret.</summary>
    public const string Name = "alert-link-key";

    private const int LeastBytes = 32;

    private byte[]? _key;

    /// <inheritdoc/>
    public async Task<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_key is not null)
            return _key;
        try
        {
            var secret = await dapr.GetSecretAsync(ComponentNames.Secrets, Name, cancellationToken: cancellationToken);
            var key = Convert.FromBase64String(secret.GetValueOrDefault(Name, string.Empty));
            if (key.Length >= LeastBytes)
                return _key = key;
            LogTooShort(Name, LeastBytes);
        }
        catch (Exception error) when (error is DaprException or FormatException)
        {
            LogNoKey(error, Name);
        }

        return null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Secret {Secret} is shorter than {Least} bytes: mails carry no links.")]
    private partial void LogTooShort(string secret, int least);

    [LoggerMessage(Level = LogLevel.Error, Message = "Secret {Secret} cannot be read: mails carry no links.")]
    private partial void LogNoKey(Exception error, string secret);
}
