using System.Globalization;
using VectorCare.Ingest.Storage;

namespace VectorCare.Ingest.Export;

/// <summary>
/// Writes a day's data sets to <c>{folder}/{set}/v{version}/day={yyyy-MM-dd}/part-0.parquet</c>. A file appears when it is whole; what is there already
/// is kept, so that a stopped export goes on where it was, unless it is to be replaced.
/// </summary>
internal sealed class DayExport(Database database, TimeProvider clock)
{
    /// <summary>Why a day cannot be exported now; null when it can.</summary>
    public async Task<ExportRefusal?> AgainstAsync(int day, CancellationToken cancellationToken)
    {
        if (day >= StorageDay.Of(clock.GetUtcNow()))
            return ExportRefusal.DayNotOver;
        foreach (var table in (string[])["poll_batches", "transmissions"])
        {
            if (await database.ReadAsync($"SELECT 1 FROM {table} WHERE day = $1 LIMIT 1", _ => true, cancellationToken, day).AnyAsync(cancellationToken))
                return ExportRefusal.DayNotPacked;
        }

        return null;
    }

    /// <summary>Exports; told on the way are the rows written, by data set.</summary>
    public async Task RunAsync(string folder, int day, bool replace, Action<string, long> progress, CancellationToken cancellationToken)
    {
        foreach (var set in DataSets.All)
        {
            var file = FileOf(folder, set.Name, day);
            if (File.Exists(file) && !replace)
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            // A point in front: readers of such folders leave it alone.
            var unfinished = Path.Combine(Path.GetDirectoryName(file)!, ".part-0.unfinished");
            await using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
            {
                await set.WriteAsync(database, day, stream, rows => progress(set.Name, rows), cancellationToken);
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, file, overwrite: true);
        }
    }

    /// <summary>Where a day of a data set lies.</summary>
    public static string FileOf(string folder, string set, int day) =>
        Path.Combine(folder, set, $"v{DataSet.Version}", "day=" + StorageDay.Start(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "part-0.parquet");
}

/// <summary>Why a day is not exported.</summary>
internal enum ExportRefusal
{
    /// <summary>The day is not over, or lies ahead.</summary>
    DayNotOver,

    /// <summary>Rows of the day are not packed yet: upkeep does that a day after its end.</summary>
    DayNotPacked,

    /// <summary><c>Export:Folder</c> is not set.</summary>
    NoFolder,

    /// <summary>The day is being exported.</summary>
    Running,
}
