using System.Collections.Concurrent;
using LocalDapr.Sidecars;
using Microsoft.Extensions.Logging;

namespace LocalDapr.PubSub.Local;

/// <summary>The journals of one host by file; all its sidecars share them.</summary>
/// <param name="mesh">The host.</param>
/// <param name="loggers">Log factory.</param>
internal sealed class LocalBroker(Mesh mesh, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Journal>> _journals = new(StringComparer.Ordinal);

    /// <summary>The journal of a file; opened at its first use.</summary>
    /// <param name="file">Relative to the data folder.</param>
    /// <returns>The journal.</returns>
    public Journal Open(string file)
    {
        var path = Path.GetFullPath(Path.Combine(mesh.DataDirectory, file));
        return _journals.GetOrAdd(path, key => new Lazy<Journal>(() =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(key)!);
            return new Journal(key, mesh.Clock, loggers.CreateLogger("LocalDapr.PubSub"));
        })).Value;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var journal in _journals.Values.Where(j => j.IsValueCreated))
            await journal.Value.DisposeAsync();
    }
}
