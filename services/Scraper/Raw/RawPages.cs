using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Raw;

/// <summary>The pages that the new transmissions of a poll were read from, and the documents that are embedded in them.</summary>
internal sealed class RawPages
{
    private readonly Dictionary<FetchedPage, string> _hashes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, byte[]> _attachments = [];

    /// <summary>SHA-256 of the page a transmission stands on, and its length; null where the page is not known.</summary>
    public (string? Hash, int Length) Of(ParsedTransmission transmission)
    {
        if (transmission.Source is not { Reply: { } reply } page)
            return (null, 0);
        if (!_hashes.TryGetValue(page, out var hash))
            _hashes[page] = hash = Convert.ToHexStringLower(SHA256.HashData(reply.Body.Span));
        return (hash, reply.Body.Length);
    }

    /// <summary>The documents of a transmission, each once; null where it has none.</summary>
    public IReadOnlyList<Attachment>? AttachmentsOf(ParsedTransmission transmission)
    {
        if (transmission.Attachments.Count == 0)
            return null;
        var attachments = new List<Attachment>();
        foreach (var attachment in transmission.Attachments)
        {
            var content = Decode(attachment.Base64.Span);
            var hash = Convert.ToHexStringLower(SHA256.HashData(content));
            _attachments[hash] = content;
            if (!attachments.Exists(a => a.Hash == hash))
                attachments.Add(new Attachment(hash, content.Length, attachment.MediaType));
        }

        return attachments;
    }

    /// <summary>Has all of them kept.</summary>
    /// <returns>False when one has to be given again.</returns>
    public async Task<bool> KeepAsync(IRawArchive archive, Guid patient, string vendor, CancellationToken cancellationToken)
    {
        var all = _hashes.Select(p => (Hash: p.Value, Content: p.Key.Reply!.Body)).Concat(_attachments.Select(a => (Hash: a.Key, Content: (ReadOnlyMemory<byte>)a.Value)));
        foreach (var (hash, content) in all)
        {
            if (await archive.KeepAsync(patient, vendor, hash, content, cancellationToken) == RawKept.NotNow)
                return false;
        }

        return true;
    }

    private static byte[] Decode(ReadOnlySpan<byte> base64)
    {
        var content = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        return Base64.DecodeFromUtf8(base64, content, out _, out var length) == OperationStatus.Done
            ? content[..length]
            : throw new InvalidOperationException("The parser lets valid base64 through only.");
    }
}
