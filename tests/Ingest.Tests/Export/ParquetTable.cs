using Parquet;
using Parquet.Schema;

namespace VectorCare.Ingest.Tests.Export;

/// <summary>A Parquet file as another reader sees it: columns by name, rows in order.</summary>
internal sealed class ParquetTable
{
    private readonly Dictionary<string, List<object?>> _columns = [];

    /// <summary>Name, type and whether it may be null, as the contract writes them.</summary>
    public IReadOnlyList<(string Name, string Type, bool Nullable)> Columns { get; private init; } = [];

    public int Groups { get; private init; }

    public int Rows => _columns.Values.First().Count;

    public IReadOnlyList<object?> this[string column] => _columns[column];

    public static async Task<ParquetTable> ReadAsync(string file)
    {
        await using var reader = await ParquetReader.CreateAsync(file);
        var fields = reader.Schema.GetDataFields();
        var table = new ParquetTable { Columns = [.. fields.Select(f => (f.Name, TypeOf(f), f.IsNullable))], Groups = reader.RowGroupCount };
        foreach (var field in fields)
        {
            table._columns[field.Name] = [];
            foreach (var group in reader.RowGroups)
                table._columns[field.Name].AddRange(await ReadAsync(group, field));
        }

        return table;
    }

    private static async Task<IEnumerable<object?>> ReadAsync(ParquetRowGroupReader group, DataField field) => TypeOf(field) switch
    {
        "string" => await TextsAsync(group, field),
        "uuid" => await ValuesAsync<Guid>(group, field),
        "timestamp" => await ValuesAsync<DateTime>(group, field),
        "double" => await ValuesAsync<double>(group, field),
        "int32" => await ValuesAsync<int>(group, field),
        _ => await ValuesAsync<bool>(group, field),
    };

    private static async Task<IEnumerable<object?>> TextsAsync(ParquetRowGroupReader group, DataField field)
    {
        var texts = new string?[group.RowCount];
        await group.ReadAsync(field, texts.AsMemory()!);
        return texts;
    }

    private static async Task<IEnumerable<object?>> ValuesAsync<T>(ParquetRowGroupReader group, DataField field)
        where T : struct
    {
        if (field.IsNullable)
        {
            var some = new T?[group.RowCount];
            await group.ReadAsync(field, some.AsMemory());
            return some.Select(v => (object?)v);
        }

        var all = new T[group.RowCount];
        await group.ReadAsync(field, all.AsMemory());
        return all.Select(v => (object?)v);
    }

    private static string TypeOf(DataField field) => field switch
    {
        DateTimeDataField { IsAdjustedToUTC: true, Unit: DateTimeTimeUnit.Micros } => "timestamp",
        { ClrType: var type } when type == typeof(ReadOnlyMemory<char>) => "string",
        { ClrType: var type } when type == typeof(Guid) => "uuid",
        { ClrType: var type } when type == typeof(double) => "double",
        { ClrType: var type } when type == typeof(int) => "int32",
        { ClrType: var type } when type == typeof(bool) => "boolean",
        _ => throw new NotSupportedException($"{field.Name}: {field.ClrType}"),
    };
}
