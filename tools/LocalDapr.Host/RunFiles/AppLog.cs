using System.Globalization;

namespace LocalDapr.RunFiles;

/// <summary>Log file of an app, <c>.dapr/logs/{appID}_app_{time}.log</c> in its folder; every line is on disk when it is written.</summary>
internal sealed class AppLog : IDisposable
{
    private readonly Lock _lock = new();
    private readonly StreamWriter _writer;
    private bool _closed;

    /// <summary>Opens the file.</summary>
    /// <param name="app">The app.</param>
    /// <param name="now">Local time, for the name.</param>
    public AppLog(RunFileApp app, DateTimeOffset now)
    {
        var folder = System.IO.Path.Combine(app.Directory, ".dapr", "logs");
        Directory.CreateDirectory(folder);
        Path = System.IO.Path.Combine(folder, $"{app.AppId}_app_{now.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}.log");
        _writer = new StreamWriter(new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Writes a line; nothing after the end.</summary>
    /// <param name="line">The line.</param>
    public void Write(string line)
    {
        lock (_lock)
        {
            if (!_closed)
                _writer.WriteLine(line);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
            _writer.Dispose();
        }
    }
}
