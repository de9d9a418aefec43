namespace VectorCare.Scheduler.Claims;

/// <summary>First-write state of claims. A write that throws may or may not have happened: the caller reads again.</summary>
internal interface IClaimStore
{
    /// <summary>Reads a claim with its etag; null when there is none.</summary>
    Task<(Claim Claim, string ETag)?> ReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Writes a claim that must not exist (null etag) or must still have the etag.</summary>
    /// <returns>False when somebody else wrote first.</returns>
    Task<bool> TryWriteAsync(string key, Claim claim, string? etag, CancellationToken cancellationToken);
}
