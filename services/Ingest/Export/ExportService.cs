using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using VectorCare.Ingest.Storage;

namespace VectorCare.Ingest.Export;

/// <summary>Exports days that were asked for, one after the other, and says how far it is.</summary>
internal sealed partial class ExportService(DayExport export, GroupCommit commits, IOptions<ExportOptions> options, ILogger<ExportService> logger) : BackgroundService
{
    private readonly Channel<(int Day, bool Replace)> _asked = Channel.CreateUnbounded<(int, bool)>();
    private readonly ConcurrentDictionary<int, ExportProgress> _days = new();

    /// <summary>How far a day is; null when nobody asked for it since the start.</summary>
    public ExportProgress? Find(int day) => _days.GetValueOrDefault(day);

    /// <summary>Asks for a day.</summary>
    /// <returns>Why it is not exported; null when it will be.</returns>
    public async Task<ExportRefusal?> AskAsync(int day, bool replace, CancellationToken cancellationToken)
    {
        if (options.Value.Folder is null)
            return ExportRefusal.NoFolder;
        if (await export.AgainstAsync(day, cancellationToken) is { } refusal)
            return refusal;
        var waiting = new ExportProgress(ExportState.Waiting, new Dictionary<string, long>());
        if (_days.AddOrUpdate(day, waiting, (_, known) => known.State is ExportState.Waiting or ExportState.Running ? known : waiting) != waiting)
            return ExportRefusal.Running;
        _asked.Writer.TryWrite((day, replace));
        return null;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await commits.Opened.WaitAsync(stoppingToken);
        await foreach (var (day, replace) in _asked.Reader.ReadAllAsync(stoppingToken))
        {
            var rows = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
            try
            {
                _days[day] = new ExportProgress(ExportState.Running, rows);
                await export.RunAsync(options.Value.Folder!, day, replace, (set, written) => rows[set] = written, stoppingToken);
                _days[day] = new ExportProgress(ExportState.Done, rows);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                _days[day] = new ExportProgress(ExportState.Failed, rows);
                LogFailed(day, error);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The export of day {Day} failed; asked again, it goes on with the file it stopped in.")]
    private partial void LogFailed(int day, Exception error);
}

/// <summary>How far a day's export is.</summary>
/// <param name="State">What it is doing.</param>
/// <param name="Rows">Rows written by data set; one that was there already is missing.</param>
public sealed record ExportProgress(ExportState State, IReadOnlyDictionary<string, long> Rows);

/// <summary>State of a day's export.</summary>
public enum ExportState
{
    /// <summary>Other days come first.</summary>
    Waiting,

    /// <summary>Files are being written.</summary>
    Running,

    /// <summary>All files are there.</summary>
    Done,

    /// <summary>It stopped; the log says why. Asked again, it goes on.</summary>
    Failed,
}
