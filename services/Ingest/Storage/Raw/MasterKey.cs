using System.Security.Cryptography;
using Dapr.Client;
using VectorCare.Contracts;

namespace VectorCare.Ingest.Storage.Raw;

/// <summary>Gives the key that wraps patients' keys.</summary>
internal interface IMasterKey
{
    /// <summary>The key, 32 bytes.</summary>
    /// <exception cref="InvalidOperationException">There is none, or it is not one.</exception>
    ValueTask<byte[]> GetAsync(CancellationToken cancellationToken);
}

/// <summary>The key from the secret component: secret <c>storage-master-key</c>, base64 of 32 bytes. Read once; a rotation wraps the patients' keys again.</summary>
internal sealed class SecretMasterKey(DaprClient dapr) : IMasterKey
{
    /// <summary>Name of the secret.</summary>
    public const string Name = "storage-master-key";

    private byte[]? _key;

    public async ValueTask<byte[]> GetAsync(CancellationToken cancellationToken)
    {
        if (_key is not null)
            return _key;
        var secret = await dapr.GetSecretAsync(ComponentNames.Secrets, Name, cancellationToken: cancellationToken);
        var key = new byte[32];
        return secret.Values.FirstOrDefault() is { } text && Convert.TryFromBase64String(text, key, out var length) && length == key.Length
            ? _key = key
            : throw new InvalidOperationException($"Secret {Name} of component {ComponentNames.Secrets} is not base64 of 32 bytes.");
    }
}

/// <summary>Authenticated encryption of small blobs: nonce, cipher text, tag.</summary>
internal static class SealedBytes
{
    private const int Nonce = 12;
    private const int Tag = 16;

    /// <summary>Encrypts; what is bound must be given again to decrypt.</summary>
    public static byte[] Seal(byte[] key, ReadOnlySpan<byte> content, ReadOnlySpan<byte> bound)
    {
        var blob = new byte[Nonce + content.Length + Tag];
        RandomNumberGenerator.Fill(blob.AsSpan(0, Nonce));
        using var aes = new AesGcm(key, Tag);
        aes.Encrypt(blob.AsSpan(0, Nonce), content, blob.AsSpan(Nonce, content.Length), blob.AsSpan(Nonce + content.Length), bound);
        return blob;
    }

    /// <summary>Decrypts.</summary>
    /// <exception cref="CryptographicException">Another key, another binding, or damaged.</exception>
    public static byte[] Open(byte[] key, ReadOnlySpan<byte> blob, ReadOnlySpan<byte> bound)
    {
        if (blob.Length < Nonce + Tag)
            throw new CryptographicException("Too short to be sealed bytes.");
        var content = new byte[blob.Length - Nonce - Tag];
        using var aes = new AesGcm(key, Tag);
        aes.Decrypt(blob[..Nonce], blob[Nonce..^Tag], blob[^Tag..], content, bound);
        return content;
    }
}
