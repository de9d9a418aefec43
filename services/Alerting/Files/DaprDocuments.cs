using System.Text;
using Dapr;
using Dapr.Client;
using Grpc.Core;
using VectorCare.Contracts;

namespace VectorCare.Alerting.Files;

/// <summary>Documents in <see cref="ComponentNames.EpisodeStore"/>, every write first-write.</summary>
internal sealed class DaprDocuments(DaprClient dapr) : IDocuments
{
    private static readonly StateOptions FirstWrite = new() { Concurrency = ConcurrencyMode.FirstWrite };

    /// <inheritdoc/>
    public async Task<(ReadOnlyMemory<byte> Bytes, string? ETag)> ReadAsync(string key, CancellationToken cancellationToken)
    {
        var (bytes, etag) = await dapr.GetByteStateAndETagAsync(ComponentNames.EpisodeStore, key, cancellationToken: cancellationToken);
        return bytes.Length == 0 ? (default, null) : (bytes, etag);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var items = await dapr.GetBulkStateAsync(ComponentNames.EpisodeStore, keys, parallelism: 4, cancellationToken: cancellationToken);
        return items.Where(i => !string.IsNullOrEmpty(i.Value)).ToDictionary(i => i.Key, i => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(i.Value));
    }

    /// <inheritdoc/>
    public async Task<bool> TryWriteAsync(string key, ReadOnlyMemory<byte> bytes, string? etag, CancellationToken cancellationToken)
    {
        if (etag is not null)
            return await dapr.TrySaveByteStateAsync(ComponentNames.EpisodeStore, key, bytes, etag, FirstWrite, cancellationToken: cancellationToken);
        try
        {
            await dapr.SaveByteStateAsync(ComponentNames.EpisodeStore, key, bytes, FirstWrite, cancellationToken: cancellationToken);
            return true;
        }
        catch (DaprException error) when (error.InnerException is RpcException { StatusCode: StatusCode.Aborted })
        {
            return false;
        }
    }
}
