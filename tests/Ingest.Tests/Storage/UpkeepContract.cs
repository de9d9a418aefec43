using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Events;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Storage.Raw;
using VectorCare.Ingest.Storage.Upkeep;
using VectorCare.Ingest.Tests.Servers;

namespace VectorCare.Ingest.Tests.Storage;

/// <summary>Packing, retention, deletion and raw bytes, on every store.</summary>
public abstract class UpkeepContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 20, 10, 0, TimeSpan.Zero);
    private protected static readonly Guid Patient = Guid.Parse("0f8b3a52-6c1d-4e0a-9b7e-2f1c5d8a4e10");
    private static readonly Guid Other = Guid.Parse("11111111-6c1d-4e0a-9b7e-2f1c5d8a4e10");
    private readonly FakeTimeProvider _clock = new(Now);
    private StorePlace _place = null!;
    private StoreUnderTest _opened = null!;
    private GroupCommit _commits = null!;

    private protected FakeTimeProvider Clock => _clock;

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected SqlEventStore Store => _opened.Store;

    private RawStore Raw => new(_opened.Database, new PatientKeys(_opened.Database, _commits, new FixedMasterKey()), _commits, _clock);

    private PatientDeletion Deletion => new(_opened.Database, new AuditTrail(_opened.Database, _clock), _clock);

    public async ValueTask InitializeAsync()
    {
        _place = await CreateAsync();
        _opened = _place.Replica(_clock);
        _commits = TestCommits.Of(_opened.Store, _clock);
        await _commits.StartAsync(Stop);
        await _commits.Opened;
    }

    public async ValueTask DisposeAsync()
    {
        if (_opened is not null)
        {
            await _commits.StopAsync(CancellationToken.None);
            _commits.Dispose();
            await _opened.DisposeAsync();
            await _place.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    private protected abstract Task<StorePlace> CreateAsync();

    [Fact]
    public async Task RunOnceAsync_DaysThatAreOver_ReadAsBefore()
    {
        var slot = Slots.Of(Patient);
        var first = Slots.CycleAt(slot, Now.AddDays(-4));
        var batches = Enumerable.Range(0, 600).Select(i => (IngestEvent)Samples.Batch(Patient, first + i, i % 97 == 0 ? PollOutcome.New : PollOutcome.Unchanged, latenessMs: i % 13)).ToList();
        var seen = Enumerable.Range(0, 5).Select(i => (IngestEvent)new TransmissionReceived($"t{i}", At(Now.AddDays(-4).AddHours(i * 11), i))).ToList();
        await Store.WriteAsync([.. batches, .. seen], Stop);
        var before = (
            Polls: await Store.PollsAsync(Patient, first, first + 600, Stop), Pages: await Store.TransmissionsAsync(Patient, Now, 3, Stop),
            Latest: await Store.LatestAsync(Patient, Stop), Day: await Store.SeenOnAsync(Patient, StorageDay.Of(Now.AddDays(-4)), Stop), Count: (await Store.CountAsync(Stop)).Transmissions);

        await RunAsync();
        Assert.Equal(0, await CountAsync("poll_batches"));
        Assert.Equal(0, await CountAsync("transmissions"));
        Assert.Equal(0, await CountAsync($"measurements WHERE day < {StorageDay.Of(Now) - 3}"));
        // What comes late joins what is packed.
        Assert.Equal([true, false], await Store.WriteAsync([Samples.Batch(Patient, first + 600), (OutcomesReceived)batches[5]], Stop));
        await RunAsync();

        Assert.Equal([.. before.Polls, .. await Store.PollsAsync(Patient, first + 600, first + 600, Stop)], await Store.PollsAsync(Patient, first, first + 600, Stop));
        Assert.Equal(601, (await Store.PollsAsync(Patient, first, first + 600, Stop)).Count);
        Assert.Equal(before.Pages.Select(Encoding.UTF8.GetString), (await Store.TransmissionsAsync(Patient, Now, 3, Stop)).Select(Encoding.UTF8.GetString));
        Assert.Equal(before.Latest, await Store.LatestAsync(Patient, Stop));
        Assert.Equal(before.Day.Select(t => t.TransmissionId), (await Store.SeenOnAsync(Patient, StorageDay.Of(Now.AddDays(-4)), Stop)).Select(t => t.TransmissionId));
        Assert.Equal(before.Count, (await Store.CountAsync(Stop)).Transmissions);
    }

    [Fact]
    public async Task RunOnceAsync_AfterFiveYears_DropsAllButWhatIsHeld()
    {
        await Store.WriteAsync([new TransmissionReceived("a", At(Now, 1)), new TransmissionReceived("b", At(Now, 2) with { Patient = Other }), new AlertReceived("x", Samples.Alert with { At = Now })], Stop);
        await Deletion.HoldAsync(Other, "court", "registrar-1", Stop);
        _clock.Advance(TimeSpan.FromDays(3));
        await RunAsync();
        Assert.Equal(2, await CountAsync("transmission_days"));

        _clock.Advance(TimeSpan.FromDays((5 * 365) + 40));
        await RunAsync();

        Assert.Empty(await Store.TransmissionsAsync(Patient, Now.AddYears(9), 10, Stop));
        Assert.Single(await Store.TransmissionsAsync(Other, Now.AddYears(9), 10, Stop));
        Assert.Equal(1, await CountAsync("alerts"));
        _clock.Advance(TimeSpan.FromDays(366));
        await RunAsync();
        Assert.Equal(0, await CountAsync("alerts"));
    }

    [Fact]
    public async Task DeleteAsync_OnePatient_LeavesNothingOfHimAndAllOfOthers()
    {
        var (mine, his) = (Page(1), Page(2));
        await Raw.PutAsync(Patient, "aurora", Hash(mine), mine, Stop);
        await Raw.PutAsync(Other, "aurora", Hash(his), his, Stop);
        var cycle = Slots.CycleAt(Slots.Of(Patient), Now);
        await Store.WriteAsync([new TransmissionReceived("a", At(Now, 1)), new TransmissionReceived("b", At(Now, 2) with { Patient = Other }), Samples.Batch(Patient, cycle), Samples.Batch(Patient, cycle - 1000)], Stop);
        await RunAsync();

        Assert.True(await Deletion.DeleteAsync(Patient, "registrar-1", Stop));

        Assert.Empty(await Store.TransmissionsAsync(Patient, Now.AddYears(1), 10, Stop));
        Assert.Empty(await Store.PollsAsync(Patient, cycle - 1000, cycle, Stop));
        Assert.Empty(await Store.LatestAsync(Patient, Stop));
        Assert.Null(await Raw.FindAsync(Patient, Hash(mine), Stop));
        Assert.Equal(RawResult.Deleted, await Raw.PutAsync(Patient, "aurora", Hash(mine), mine, Stop));
        Assert.Single(await Store.TransmissionsAsync(Other, Now.AddYears(1), 10, Stop));
        Assert.Equal(his, await Raw.FindAsync(Other, Hash(his), Stop));
        Assert.Equal(1, await CountAsync("deletions"));
        Assert.Equal(1, await CountAsync("audit"));
    }

    [Fact]
    public async Task DeleteAsync_Audit_KeepsWhenAndWhoForSixYearsButNoContent()
    {
        await Store.WriteAsync(
            [
                new AlertReceived("a", Samples.Alert with { Patient = Patient, At = Now }), new AlertReceived("b", Samples.Alert with { Patient = Other, At = Now }),
                new LetterReceived("c", "alerts-deadletter", null, Encoding.UTF8.GetBytes($$"""{"patient":"{{Patient}}"}""")), new LetterReceived("d", "alerts-deadletter", null, Encoding.UTF8.GetBytes($$"""{"patient":"{{Other}}"}""")),
            ],
            Stop);

        Assert.True(await Deletion.DeleteAsync(Patient, "registrar-1", Stop));

        var kept = await _opened.Database.ReadAsync("SELECT who, what, patient, outcome FROM audit ORDER BY sequence", r => (r.GetString(0), r.GetString(1), _opened.Database.Id(r, 2), r.GetString(3)), Stop).ToListAsync(Stop);
        Assert.Equal([("alerting", "alert", Patient, Samples.Alert.State.ToString()), ("registrar-1", "delete-patient", Patient, "deleted")], kept);
        Assert.Equal((1, 1), (await CountAsync("alerts"), await CountAsync("dead_letters")));
        _clock.Advance(TimeSpan.FromDays((6 * 365) - 1));
        await RunAsync();
        Assert.Equal(2, await CountAsync("audit"));
        _clock.Advance(TimeSpan.FromDays(4));
        await RunAsync();
        Assert.Equal(0, await CountAsync("audit"));
        Assert.Equal(1, await CountAsync("deletions"));
    }

    [Fact]
    public async Task DeleteAsync_UnderLegalHold_DeletesNothingUntilItIsLifted()
    {
        await Store.WriteAsync([new TransmissionReceived("a", At(Now, 1))], Stop);
        await Deletion.HoldAsync(Patient, "court", "registrar-1", Stop);

        Assert.False(await Deletion.DeleteAsync(Patient, "registrar-1", Stop));
        Assert.Single(await Store.TransmissionsAsync(Patient, Now.AddYears(1), 10, Stop));

        await Deletion.HoldAsync(Patient, null, "registrar-1", Stop);
        Assert.True(await Deletion.DeleteAsync(Patient, "registrar-1", Stop));
        Assert.Empty(await Store.TransmissionsAsync(Patient, Now.AddYears(1), 10, Stop));
    }

    [Fact]
    public async Task PutAsync_PagesOfAPatient_ComeBackExactlyAndTakeLittle()
    {
        var pages = Enumerable.Range(1, 12).Select(Page).ToList();
        foreach (var page in pages)
            Assert.Equal(RawResult.Stored, await Raw.PutAsync(Patient, "aurora", Hash(page), page, Stop));

        foreach (var page in pages)
            Assert.Equal(page, await Raw.FindAsync(Patient, Hash(page), Stop));
        Assert.Equal(RawResult.Known, await Raw.PutAsync(Patient, "aurora", Hash(pages[3]), pages[3], Stop));
        Assert.Equal(RawResult.OtherHash, await Raw.PutAsync(Patient, "aurora", Hash(pages[3]), pages[4], Stop));
        Assert.Null(await Raw.FindAsync(Other, Hash(pages[3]), Stop));
        var stored = await _opened.Database.ReadAsync("SELECT length(sealed), base IS NULL FROM raw", r => (Length: Convert.ToInt64(r[0]), Alone: Convert.ToBoolean(r[1])), Stop).ToListAsync(Stop);
        Assert.Single(stored, s => s.Alone);
        Assert.All(stored.Where(s => !s.Alone), s => Assert.InRange(s.Length, 1, pages[0].Length / 10));
    }

    [Fact]
    public async Task PutAsync_TenMegabytes_ComesBackExactly()
    {
        var page = RandomNumberGenerator.GetBytes(10 << 20);

        Assert.Equal(RawResult.Stored, await Raw.PutAsync(Patient, "aurora", Hash(page), page, Stop));

        Assert.Equal(page, await Raw.FindAsync(Patient, Hash(page), Stop));
    }

    [Fact]
    public async Task FindAsync_DamagedBytes_AreRefused()
    {
        var page = Page(1);
        await Raw.PutAsync(Patient, "aurora", Hash(page), page, Stop);
        await _opened.Database.RunAsync("UPDATE raw SET sealed = $1", Stop, new byte[200]);

        await Assert.ThrowsAnyAsync<CryptographicException>(() => Raw.FindAsync(Patient, Hash(page), Stop));
    }

    private protected Task RunAsync()
    {
        var options = Options.Create(new StorageOptions());
        var service = new UpkeepService(_commits, _opened.Database, new Packer(_opened.Database), new Retention(_opened.Database, _clock, options), _clock, options, NullLogger<UpkeepService>.Instance);
        return service.RunOnceAsync(Stop);
    }

    private protected async Task<long> CountAsync(string table) => await _opened.Database.ReadAsync($"SELECT count(*) FROM {table}", r => r.GetInt64(0), Stop).SingleAsync(Stop);

    private protected static Transmission At(DateTimeOffset seen, int number) => Samples.Transmission with
    {
        Patient = Patient,
        SeenAt = seen,
        SessionTime = seen.AddHours(-3),
        TransmissionId = $"T-{number}",
        Measurements = [new(1, "A", null, number, "V", null, null, null), new(2, "B", "RV", 7, "Ohm", null, null, null)],
    };

    /// <summary>20 KB that differ from one to the next in a few places, as a patient's pages do.</summary>
    private static byte[] Page(int number)
    {
        var random = new Random(7);
        var text = new StringBuilder();
        while (text.Length < 20_000)
            text.Append("<td class=\"v\">").Append(random.Next(100_000)).Append("</td>");
        return Encoding.UTF8.GetBytes(text.Insert(4000, $"<b>{number * 7919}</b>").ToString());
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private sealed class FixedMasterKey : IMasterKey
    {
        public ValueTask<byte[]> GetAsync(CancellationToken cancellationToken) => new(SHA256.HashData("test"u8));
    }
}

public sealed class SqliteUpkeepTests : UpkeepContract
{
    private protected override Task<StorePlace> CreateAsync() => Task.FromResult<StorePlace>(new SqlitePlace());
}

public sealed class PostgresUpkeepTests : UpkeepContract
{
    [Fact]
    public async Task RunOnceAsync_ADayIsPacked_ItsEmptyPartitionsGo()
    {
        var day = StorageDay.Of(Clock.GetUtcNow());
        await Store.WriteAsync([new TransmissionReceived("t", At(Clock.GetUtcNow(), 1)), Samples.Batch(Patient, Slots.CycleAt(Slots.Of(Patient), Clock.GetUtcNow()))], Stop);
        Clock.Advance(TimeSpan.FromDays(3));
        await RunAsync();

        Assert.Equal(0, await CountAsync($"pg_class WHERE relname IN ('transmissions_{day}', 'poll_batches_{day}')"));
        Assert.Equal(1, await CountAsync("transmission_days"));
    }

    private protected override async Task<StorePlace> CreateAsync() => await PostgresPlace.CreateAsync();
}
