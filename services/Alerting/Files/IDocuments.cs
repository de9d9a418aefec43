namespace VectorCare.Alerting.Files;

/// <summary>State documents guarded by etags.</summary>
internal interface IDocuments
{
    /// <summary>Reads a document; empty bytes and a null etag where there is none.</summary>
    Task<(ReadOnlyMemory<byte> Bytes, string? ETag)> ReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Reads several documents; those that do not exist are left out.</summary>
    Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken);

    /// <summary>Writes a document if it still has the etag (null: if it does not exist). False is a conflict: read again.</summary>
    Task<bool> TryWriteAsync(string key, ReadOnlyMemory<byte> bytes, string? etag, CancellationToken cancellationToken);
}
