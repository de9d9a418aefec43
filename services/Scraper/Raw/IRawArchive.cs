namespace VectorCare.Scraper.Raw;

/// <summary>Where the bytes of pages that told something new are kept.</summary>
internal interface IRawArchive
{
    /// <summary>Keeps content and returns when it is safe.</summary>
    /// <param name="patient">Internal patient id.</param>
    /// <param name="vendor">Vendor id.</param>
    /// <param name="hash">SHA-256 of the content, 64 hex digits.</param>
    /// <param name="content">The bytes as fetched.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<RawKept> KeepAsync(Guid patient, string vendor, string hash, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Gives content back.</summary>
    /// <param name="patient">Internal patient id.</param>
    /// <param name="hash">SHA-256 of the content, 64 hex digits.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether the archive answered, and the bytes; null where they are not kept.</returns>
    Task<(bool Answered, byte[]? Content)> FindAsync(Guid patient, string hash, CancellationToken cancellationToken);
}

/// <summary>What became of raw bytes; a metric tag too.</summary>
internal enum RawKept
{
    /// <summary>They are safe.</summary>
    Kept,

    /// <summary>They will never be taken: the patient was deleted, or they are too large.</summary>
    Refused,

    /// <summary>They could not be given away: again with the next poll.</summary>
    NotNow,
}
