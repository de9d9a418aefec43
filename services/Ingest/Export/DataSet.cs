using Parquet;
using Parquet.Schema;
using VectorCare.Ingest.Storage;

namespace VectorCare.Ingest.Export;

/// <summary>A table for the data team. Its columns are the contract in <c>contracts/parquet</c>.</summary>
internal abstract class DataSet(string name)
{
    /// <summary>Version of the columns: a change that breaks a reader is a new one, in a folder of its own.</summary>
    public const int Version = 1;

    /// <summary>Rows held in memory at a time.</summary>
    public const int GroupRows = 20_000;

    public string Name => name;

    /// <summary>Writes the rows of a day into an empty file; told after each group are the rows so far.</summary>
    public abstract Task WriteAsync(Database database, int day, Stream stream, Action<long> written, CancellationToken cancellationToken);
}

/// <summary>A table of rows of one kind.</summary>
internal sealed class DataSet<TRow>(string name, ExportColumns<TRow> columns, Func<Database, int, CancellationToken, IAsyncEnumerable<TRow>> read) : DataSet(name)
{
    private static readonly ParquetOptions Options = new() { CompressionMethod = CompressionMethod.Zstd };

    public override async Task WriteAsync(Database database, int day, Stream stream, Action<long> written, CancellationToken cancellationToken)
    {
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema([.. columns.All.Select(c => c.Field)]), stream, Options, cancellationToken: cancellationToken);
        var rows = 0L;
        await foreach (var group in read(database, day, cancellationToken).Chunk(GroupRows).WithCancellation(cancellationToken))
        {
            using var target = writer.CreateRowGroup();
            foreach (var column in columns.All)
                await column.WriteAsync(target, group, cancellationToken);
            target.CompleteValidate();
            written(rows += group.Length);
        }
    }
}
