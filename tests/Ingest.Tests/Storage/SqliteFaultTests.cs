using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Ingest.Events;
using VectorCare.Ingest.Storage.Sqlite;
using VectorCare.Ingest.Tests.Servers;

namespace VectorCare.Ingest.Tests.Storage;

public sealed class SqliteFaultTests
{
    private readonly FakeTimeProvider _clock = new(Samples.Transmission.SeenAt);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WriteAsync_SomebodyElseHoldsTheFileForAMoment_Waits()
    {
        await using var place = new SqlitePlace();
        await using var opened = await place.OpenAsync(_clock);
        await using var other = new SqliteConnection($"Data Source={place.File};Pooling=false");
        await other.OpenAsync(Stop);
        Task<IReadOnlyList<bool>> write;
        await using (var hold = await other.BeginTransactionAsync(Stop))
        {
            write = Task.Run(() => opened.Store.WriteAsync([new TransmissionReceived("t", Samples.Transmission)], Stop), Stop);
            Assert.False(write.IsCompleted);
        }

        Assert.Equal([true], await write);
        Assert.Equal(1, (await opened.Store.CountAsync(Stop)).Transmissions);
    }

    [Fact]
    public async Task WriteAsync_ProcessEndsAtOnceAfterwards_WhatWasAcknowledgedIsThere()
    {
        await using var place = new SqlitePlace();
        await using var after = new SqlitePlace();
        await using (var before = await place.OpenAsync(_clock))
        {
            await before.Store.WriteAsync([new TransmissionReceived("t", Samples.Transmission)], Stop);

            // As the files are at this instant, which is before anything was closed.
            foreach (var suffix in (string[])["", "-wal"])
                File.Copy(place.File + suffix, after.File + suffix);
        }

        await using var reopened = await after.OpenAsync(_clock);
        Assert.Equal(1, (await reopened.Store.CountAsync(Stop)).Transmissions);
        Assert.Equal([false, true], await reopened.Store.WriteAsync([new TransmissionReceived("t", Samples.Transmission), new TransmissionReceived("u", Samples.Transmission)], Stop));
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, true)]
    [InlineData(10, true)]
    [InlineData(13, true)]
    [InlineData(8, true)]
    [InlineData(11, true)]
    [InlineData(18, false)]
    [InlineData(19, false)]
    public async Task IsTransient_ByWhatSqliteSays(int code, bool expected)
    {
        await using var database = new SqliteDatabase(":memory:");
        await using var store = new SqliteEventStore(database, _clock);

        Assert.Equal(expected, store.IsTransient(new SqliteException("said", code)));
    }
}
