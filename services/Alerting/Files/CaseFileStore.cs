using System.Text.Json;

namespace VectorCare.Alerting.Files;

/// <summary>Reads and writes case files; a write that meets another's is done again on what the other wrote.</summary>
internal sealed class CaseFileStore(IDocuments documents)
{
    private const int Attempts = 20;

    /// <summary>Reads a file, or null.</summary>
    public async Task<(CaseFile? File, string? ETag)> ReadAsync(string subject, CancellationToken cancellationToken)
    {
        var (bytes, etag) = await documents.ReadAsync(CaseFile.KeyOf(subject), cancellationToken);
        return etag is null ? (null, null) : (JsonSerializer.Deserialize(bytes.Span, AlertingJson.Default.CaseFile), etag);
    }

    /// <summary>Writes a file if nobody else has since.</summary>
    public Task<bool> TryWriteAsync(CaseFile file, string? etag, CancellationToken cancellationToken) =>
        documents.TryWriteAsync(CaseFile.KeyOf(file.Subject), JsonSerializer.SerializeToUtf8Bytes(file, AlertingJson.Default.CaseFile), etag, cancellationToken);

    /// <summary>Changes an existing file.</summary>
    /// <param name="subject">Its subject.</param>
    /// <param name="change">The change; false where there is nothing to write. It may run several times, each on a fresh copy.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The file as it stands now, or null where there is none.</returns>
    /// <exception cref="InvalidOperationException">Others kept writing.</exception>
    public async Task<CaseFile?> UpdateAsync(string subject, Func<CaseFile, bool> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var (file, etag) = await ReadAsync(subject, cancellationToken);
            if (file is null || !change(file) || await TryWriteAsync(file, etag, cancellationToken))
                return file;
        }

        throw new InvalidOperationException("A case file could not be written: others kept writing it.");
    }
}
