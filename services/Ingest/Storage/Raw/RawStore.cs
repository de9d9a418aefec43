using System.Security.Cryptography;
using VectorCare.Ingest.Events;
using VectorCare.Ingest.Storage.Packing;

namespace VectorCare.Ingest.Storage.Raw;

/// <summary>
/// Raw bytes by hash. A page is compressed against an earlier page of the same patient: pages of one patient differ in a few places only, and no
/// other patient's text can get into it, as it could from a dictionary trained over patients, which would outlive their deletion.
/// </summary>
internal sealed class RawStore(Database database, PatientKeys keys, GroupCommit commits, TimeProvider clock)
{
    /// <summary>Largest content, 16 MiB.</summary>
    public const int Largest = 16 << 20;

    /// <summary>Days after which a patient's pages get a new reference, so that a reference never outlives its retention by more.</summary>
    public const int ReferenceDays = 90;

    /// <summary>Beyond this share of the content, a difference is no good and the page becomes the new reference.</summary>
    private const double WorthwhileShare = 0.6;

    /// <summary>Stores content and returns after its commit.</summary>
    public async Task<RawResult> PutAsync(Guid patient, string vendor, string hash, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var digest = SHA256.HashData(content.Span);
        if (!string.Equals(Convert.ToHexStringLower(digest), hash, StringComparison.Ordinal))
            return RawResult.OtherHash;
        var today = StorageDay.Of(clock.GetUtcNow());
        var known = await database.ReadAsync(
            "SELECT k.wrapped, r.hash, r.sealed FROM patient_keys k JOIN raw r ON r.patient = k.patient WHERE k.patient = $1 AND r.vendor = $2 AND r.base IS NULL AND r.day > $3 ORDER BY r.day DESC LIMIT 1",
            r => (Wrapped: (byte[])r[0], Hash: (byte[])r[1], Sealed: (byte[])r[2]), cancellationToken, patient, vendor, today - ReferenceDays).FirstOrDefaultAsync(cancellationToken);
        if ((known.Wrapped is { } wrapped ? await keys.UnwrapAsync(patient, wrapped, cancellationToken) : await keys.FindOrMakeAsync(patient, cancellationToken)) is not { } key)
            return RawResult.Deleted;
        var packed = known.Hash is null || known.Hash.AsSpan().SequenceEqual(digest) ? null : Zstd.Compress(content.Span, Zstd.Fast, Unseal(key, known.Hash, known.Sealed, null));
        var reference = packed?.Length < content.Length * WorthwhileShare ? known.Hash : null;
        if (reference is null)
            packed = Zstd.Compress(content.Span, Zstd.Fast);
        var stored = new RawReceived($"{patient}:{hash}", patient, digest, reference, vendor, today, content.Length, SealedBytes.Seal(key, packed, digest));
        return await commits.WriteAsync(stored, cancellationToken) ? RawResult.Stored : RawResult.Known;
    }

    /// <summary>Gives content back, exactly; null where it is not, or where its key was destroyed.</summary>
    public async Task<byte[]?> FindAsync(Guid patient, string hash, CancellationToken cancellationToken)
    {
        var digest = Convert.FromHexString(hash);
        if (await keys.FindAsync(patient, cancellationToken) is not { } key || await ReadAsync(patient, digest, cancellationToken) is not { } row)
            return null;
        byte[]? reference = null;
        if (row.Base is not null)
        {
            var known = await ReadAsync(patient, row.Base, cancellationToken) ?? throw new InvalidDataException("The reference of stored bytes is missing.");
            reference = Unseal(key, row.Base, known.Sealed, null);
        }

        return Unseal(key, digest, row.Sealed, reference);
    }

    private async Task<Row?> ReadAsync(Guid patient, byte[] hash, CancellationToken cancellationToken) =>
        await database.ReadAsync("SELECT base, sealed FROM raw WHERE patient = $1 AND hash = $2", r => new Row(r.IsDBNull(0) ? null : (byte[])r[0], (byte[])r[1]), cancellationToken, patient, hash).FirstOrDefaultAsync(cancellationToken);

    private static byte[] Unseal(byte[] key, byte[] hash, byte[] blob, byte[]? reference) => Zstd.Decompress(SealedBytes.Open(key, blob, hash), reference);

    private sealed record Row(byte[]? Base, byte[] Sealed);
}

/// <summary>What became of raw bytes; a metric tag too.</summary>
internal enum RawResult
{
    /// <summary>Stored now.</summary>
    Stored,

    /// <summary>Stored before.</summary>
    Known,

    /// <summary>They have another hash than the one they came under.</summary>
    OtherHash,

    /// <summary>The patient was deleted.</summary>
    Deleted,
}
