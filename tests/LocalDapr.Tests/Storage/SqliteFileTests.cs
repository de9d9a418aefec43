using LocalDapr.Storage;
using Microsoft.Data.Sqlite;

namespace LocalDapr.Tests.Storage;

public sealed class SqliteFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("plain.db")]
    [InlineData(":memory:")]
    public async Task TransactAsync_ThrowingWork_UndoneAlone(string name)
    {
        await using var file = SqliteFile.Open(name == ":memory:" ? name : _folder.At(name), TimeSpan.FromSeconds(1));
        await file.WriteAsync(s => s.Execute("CREATE TABLE t (k INTEGER PRIMARY KEY)"));
        var good = file.TransactAsync(s => s.Execute("INSERT INTO t VALUES (1)"));
        var bad = file.TransactAsync<int>(s =>
        {
            s.Execute("INSERT INTO t VALUES (2)");
            throw new InvalidOperationException("no");
        });
        await good;
        await Assert.ThrowsAsync<InvalidOperationException>(() => bad);
        Assert.Equal([1L], await file.ReadAsync(s => s.Query("SELECT k FROM t", r => r.GetInt64(0))));
    }

    [Fact]
    public async Task WriteAsync_FailingStatement_OthersOfTheGroupStay()
    {
        await using var file = SqliteFile.Open(_folder.At("group.db"), TimeSpan.FromSeconds(1));
        await file.WriteAsync(s => s.Execute("CREATE TABLE t (k INTEGER PRIMARY KEY)"));
        var writes = Enumerable.Range(0, 50).Select(i => file.WriteAsync(s => s.Execute("INSERT INTO t VALUES ($1)", i % 40))).ToList();
        var failed = 0;
        foreach (var write in writes)
        {
            try
            {
                await write;
            }
            catch (SqliteException)
            {
                failed++;
            }
        }
        Assert.Equal(10, failed);
        Assert.Equal(40, (await file.ReadAsync(s => s.Query("SELECT COUNT(*) FROM t", r => r.GetInt32(0))))[0]);
    }

    [Fact]
    public void Resolve_FileUri_GivesThePath() =>
        Assert.Equal("/data/x y.db", SqlitePath.Resolve("file:///data/x%20y.db?_pragma=a"));
}
