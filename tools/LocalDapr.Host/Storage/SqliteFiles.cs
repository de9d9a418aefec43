namespace LocalDapr.Storage;

/// <summary>The SQLite files of a host, one instance each.</summary>
internal sealed class SqliteFiles : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SqliteFile> _files = new(StringComparer.Ordinal);

    /// <summary>Gives the instance for a file.</summary>
    /// <param name="path">Path, <c>file:</c> URI or <c>:memory:</c> (each call then gives a new database).</param>
    /// <param name="busyTimeout">How long a lock of another process is waited for; the first opener decides.</param>
    /// <returns>The file.</returns>
    public SqliteFile Get(string path, TimeSpan busyTimeout)
    {
        var key = SqlitePath.IsMemory(path) ? Guid.NewGuid().ToString() : SqlitePath.Resolve(path);
        lock (_gate)
        {
            if (!_files.TryGetValue(key, out var file))
                _files.Add(key, file = SqliteFile.Open(path, busyTimeout));
            return file;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var file in _files.Values)
            await file.DisposeAsync();
    }
}
