using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace VectorCare.Ingest.Storage.Sqlite;

/// <summary>A SQLite file: ids as 16 bytes, times as milliseconds.</summary>
internal sealed class SqliteDatabase(string path) : Database(SqliteFactory.Instance.CreateDataSource(new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30, Pooling = true }.ToString()))
{
    public override object Value(object? value) => value switch
    {
        null => DBNull.Value,
        Guid id => id.ToByteArray(),
        DateTimeOffset time => time.ToUnixTimeMilliseconds(),
        _ => value,
    };

    public override Guid Id(DbDataReader reader, int ordinal) => new((byte[])reader[ordinal]);

    public override DateTimeOffset Time(DbDataReader reader, int ordinal) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(ordinal));

    public override Task DropIdsBeforeAsync(int day, CancellationToken cancellationToken) => RunAsync("DELETE FROM event_ids WHERE day < $1", cancellationToken, day);

    // One file has one replica.
    public override Task<IAsyncDisposable?> TryTakeTurnAsync(CancellationToken cancellationToken) => Task.FromResult<IAsyncDisposable?>(new Turn());

    public override async Task<long> SizeAsync(CancellationToken cancellationToken) =>
        await ReadAsync("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()", r => r.GetInt64(0), cancellationToken).SingleAsync(cancellationToken);

    protected override void Name(DbParameter parameter, int number) => parameter.ParameterName = "$" + number;

    private sealed class Turn : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
