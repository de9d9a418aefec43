using VectorCare.TestKit.Servers;

namespace VectorCare.Bench.Storage;

/// <summary>The PostgreSQL of the storage benches: what a server does by default to have commits on disk, and memory as a small server has it.</summary>
internal static class StorageServer
{
    public static Task<PrivatePostgres> StartAsync(CancellationToken stop) => PrivatePostgres.StartAsync(["shared_buffers=512MB", "max_wal_size=4GB"], stop);
}
