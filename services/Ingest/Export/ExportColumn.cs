using Parquet;
using Parquet.Schema;

namespace VectorCare.Ingest.Export;

/// <summary>A column of a data set: its field in the file, and how a row fills it.</summary>
internal abstract class ExportColumn<TRow>(DataField ofFile)
{
    public DataField Field => ofFile;

    /// <summary>Writes the column of a row group.</summary>
    public abstract Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<TRow> rows, CancellationToken cancellationToken);
}

/// <summary>Makes the columns of a data set.</summary>
internal sealed class ExportColumns<TRow>
{
    private readonly List<ExportColumn<TRow>> _columns = [];

    public IReadOnlyList<ExportColumn<TRow>> All => _columns;

    /// <summary>A text; null where <paramref name="nullable"/> allows it.</summary>
    public ExportColumns<TRow> Text(string name, Func<TRow, string?> value, bool nullable = false) => Add(new TextColumn(new DataField(name, typeof(string), nullable), value));

    /// <summary>An id, number or truth value that is always there.</summary>
    public ExportColumns<TRow> Value<T>(string name, Func<TRow, T> value)
        where T : struct => Add(new ValueColumn<T>(new DataField<T>(name, false), value));

    /// <summary>An id or number that may be missing; it is null then, never 0.</summary>
    public ExportColumns<TRow> Maybe<T>(string name, Func<TRow, T?> value)
        where T : struct => Add(new MaybeColumn<T>(new DataField<T>(name, true), value));

    /// <summary>An instant, UTC, to the microsecond.</summary>
    public ExportColumns<TRow> Time(string name, Func<TRow, DateTimeOffset> value) => Add(new ValueColumn<DateTime>(Instant(name, false), r => value(r).UtcDateTime));

    /// <summary>An instant that may be missing.</summary>
    public ExportColumns<TRow> MaybeTime(string name, Func<TRow, DateTimeOffset?> value) => Add(new MaybeColumn<DateTime>(Instant(name, true), r => value(r)?.UtcDateTime));

    private static DateTimeDataField Instant(string name, bool nullable) => new(name, DateTimeFormat.Timestamp, true, DateTimeTimeUnit.Micros, nullable);

    private ExportColumns<TRow> Add(ExportColumn<TRow> column)
    {
        _columns.Add(column);
        return this;
    }

    private sealed class TextColumn(DataField field, Func<TRow, string?> value) : ExportColumn<TRow>(field)
    {
        public override Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<TRow> rows, CancellationToken cancellationToken) =>
            group.WriteAsync(Field, [.. rows.Select(value)!]);
    }

    private sealed class ValueColumn<T>(DataField field, Func<TRow, T> value) : ExportColumn<TRow>(field)
        where T : struct
    {
        public override Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<TRow> rows, CancellationToken cancellationToken) =>
            group.WriteAsync<T>(Field, rows.Select(value).ToArray(), cancellationToken: cancellationToken);
    }

    private sealed class MaybeColumn<T>(DataField field, Func<TRow, T?> value) : ExportColumn<TRow>(field)
        where T : struct
    {
        public override Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<TRow> rows, CancellationToken cancellationToken) =>
            group.WriteAsync<T>(Field, rows.Select(value).ToArray(), cancellationToken: cancellationToken);
    }
}
