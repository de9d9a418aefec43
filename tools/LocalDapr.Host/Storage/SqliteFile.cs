using System.Collections.Concurrent;
using System.Threading.Channels;
using LocalDapr.Sidecars;
using Microsoft.Data.Sqlite;

namespace LocalDapr.Storage;

/// <summary>A SQLite file in WAL mode with one writer for the whole process. Writes that wait at the same time share a commit; a write is reported done only after its commit, so it survives the end of the process.</summary>
internal sealed class SqliteFile : IAsyncDisposable
{
    private const int LargestGroup = 1024;

    private readonly Channel<IQueuedWrite> _queue = Channel.CreateUnbounded<IQueuedWrite>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private readonly string _connectionString;
    private readonly SqliteSession _writer;
    private readonly Task _writing;
    private readonly bool _inMemory;

    private SqliteFile(string connectionString, bool inMemory, TimeSpan busyTimeout)
    {
        _connectionString = connectionString;
        _inMemory = inMemory;
        BusyTimeout = busyTimeout;
        _writer = Open();
        _writing = Task.Run(WriteAllAsync);
    }

    /// <summary>How long a lock of another process is waited for.</summary>
    public TimeSpan BusyTimeout { get; }

    /// <summary>Commits so far.</summary>
    public long Commits { get; private set; }

    /// <summary>The shared instance for a file; created at its first use, closed with the host.</summary>
    /// <param name="mesh">The host.</param>
    /// <param name="path">Path, <c>file:</c> URI or <c>:memory:</c>.</param>
    /// <param name="busyTimeout">How long a lock of another process is waited for; the first opener decides.</param>
    /// <returns>The file.</returns>
    public static SqliteFile Shared(Mesh mesh, string path, TimeSpan busyTimeout) =>
        mesh.Shared(_ => new SqliteFiles()).Get(path, busyTimeout);

    /// <summary>Opens a file, and creates it and its folder if need be.</summary>
    /// <param name="path">Path, <c>file:</c> URI or <c>:memory:</c>.</param>
    /// <param name="busyTimeout">How long a lock of another process is waited for.</param>
    /// <returns>The file.</returns>
    public static SqliteFile Open(string path, TimeSpan busyTimeout)
    {
        if (SqlitePath.IsMemory(path))
            return new SqliteFile($"Data Source=memory-{Guid.NewGuid():N};Mode=Memory;Cache=Shared", inMemory: true, busyTimeout);
        var full = SqlitePath.Resolve(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return new SqliteFile(new SqliteConnectionStringBuilder { DataSource = full, Pooling = false }.ToString(), inMemory: false, busyTimeout);
    }

    /// <summary>Runs a write that is atomic by itself (one statement), together with others in one commit.</summary>
    /// <typeparam name="T">Its result.</typeparam>
    /// <param name="work">The write.</param>
    /// <returns>The result, once committed.</returns>
    public Task<T> WriteAsync<T>(Func<SqliteSession, T> work) => Enqueue(new QueuedWrite<T>(work, atomic: true, null));

    /// <summary>Runs a write of several statements; it is undone alone if it throws or if its result is a failure.</summary>
    /// <typeparam name="T">Its result.</typeparam>
    /// <param name="work">The write.</param>
    /// <param name="failed">True for a result that must be undone.</param>
    /// <returns>The result, once committed or undone.</returns>
    public Task<T> TransactAsync<T>(Func<SqliteSession, T> work, Func<T, bool>? failed = null) =>
        Enqueue(new QueuedWrite<T>(work, atomic: false, failed));

    /// <summary>Reads outside the writer; sees everything reported done.</summary>
    /// <typeparam name="T">Its result.</typeparam>
    /// <param name="work">The read.</param>
    /// <returns>The result.</returns>
    public async Task<T> ReadAsync<T>(Func<SqliteSession, T> work)
    {
        // A shared in-memory database locks whole tables: its reads take their turn with the writes.
        if (_inMemory)
            return await WriteAsync(work);
        if (!_readers.TryTake(out var session))
            session = Open();
        try
        {
            return work(session);
        }
        finally
        {
            _readers.Add(session);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing;
        foreach (var reader in _readers)
            reader.Dispose();
        _writer.Dispose();
    }

    private Task<T> Enqueue<T>(QueuedWrite<T> write)
    {
        ObjectDisposedException.ThrowIf(!_queue.Writer.TryWrite(write), this);
        return write.Done;
    }

    private SqliteSession Open() => SqliteSession.Open(_connectionString, BusyTimeout);

    private async Task WriteAllAsync()
    {
        var group = new List<IQueuedWrite>(LargestGroup);
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (group.Count < LargestGroup && _queue.Reader.TryRead(out var write))
                group.Add(write);
            Commit(group);
            group.Clear();
        }
    }

    private void Commit(List<IQueuedWrite> group)
    {
        try
        {
            _writer.Execute("BEGIN IMMEDIATE");
            foreach (var write in group)
                write.Run(_writer);
            _writer.Execute("COMMIT");
            Commits++;
        }
        catch (SqliteException error)
        {
            _writer.TryRollback();
            foreach (var write in group)
                write.Fail(error);
            return;
        }
        foreach (var write in group)
            write.Complete();
    }
}
