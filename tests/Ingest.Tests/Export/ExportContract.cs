using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Events;
using VectorCare.Ingest.Export;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Storage.Upkeep;
using VectorCare.Ingest.Tests.Servers;
using VectorCare.Ingest.Tests.Storage;
using VectorCare.TestKit;

namespace VectorCare.Ingest.Tests.Export;

/// <summary>A day is written as Parquet, read back by a reader that knows nothing of the store, and compared with the store; on every store.</summary>
public abstract class ExportContract : IAsyncLifetime
{
    private static readonly Transmission Sample = Samples.Transmission;
    private static readonly int Day = StorageDay.Of(Sample.SeenAt);
    private readonly string _folder = Directory.CreateTempSubdirectory("export-").FullName;
    private readonly FakeTimeProvider _clock = new(Sample.SeenAt);
    private StorePlace _place = null!;
    private StoreUnderTest _opened = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DayExport Export => new(_opened.Database, _clock);

    public async ValueTask InitializeAsync()
    {
        _place = await PlaceAsync();
        _opened = await _place.OpenAsync(_clock);
    }

    public async ValueTask DisposeAsync()
    {
        await _opened.DisposeAsync();
        await _place.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private protected abstract Task<StorePlace> PlaceAsync();

    [Fact]
    public async Task RunAsync_ADay_HasTheColumnsOfTheContract()
    {
        await StoreAsync();

        await ExportAsync();

        foreach (var set in DataSets.All)
        {
            var contract = JsonNode.Parse(await File.ReadAllTextAsync(RepositoryPaths.At("contracts", "parquet", $"{set.Name}.v{DataSet.Version}.json"), Stop))!;
            var expected = contract["columns"]!.AsArray().Select(c => ((string)c!["name"]!, (string)c["type"]!, (bool)c["nullable"]!));
            Assert.Equal(expected, (await TableAsync(set.Name)).Columns);
            Assert.Equal(contract["path"]!.ToString().Replace("YYYY-MM-DD", $"{Sample.SeenAt:yyyy-MM-dd}", StringComparison.Ordinal), Path.GetRelativePath(_folder, DayExport.FileOf(_folder, set.Name, Day)));
        }

        Assert.Equal(DataSets.All.Count, Directory.GetFiles(RepositoryPaths.At("contracts", "parquet")).Length);
    }

    [Fact]
    public async Task RunAsync_ADay_HasTheValuesOfTheStore()
    {
        await StoreAsync();

        await ExportAsync();

        var stored = await _opened.Store.SeenOnAsync(Sample.Patient, Day, Stop);
        var transmissions = await TableAsync("transmissions");
        Assert.Equal(stored.Select(t => ((object?)t.Patient, (object?)t.ContentHash, (object?)t.SessionTime.UtcDateTime, (object?)t.RawLength, (object?)t.Device.Key, (object?)t.Baseline)), Rows(transmissions, "patient", "content_hash", "session_time", "raw_length", "device_key", "baseline").Select(r => (r[0], r[1], r[2], r[3], r[4], r[5])));
        Assert.Equal(
            stored.SelectMany(t => t.Measurements).Select(m => (object?[])[m.Code, m.Name, m.Channel, m.Group, m.Value, m.Unit, m.Enum, m.EnumCode, m.DeviceTime?.UtcDateTime]),
            Rows(await TableAsync("measurements"), "code", "name", "channel", "group", "value", "unit", "enum", "enum_code", "device_time"));
        Assert.Equal(
            stored.SelectMany(t => t.Episodes).Select(e => (object?[])[e.Type.ToString(), e.Start.UtcDateTime, e.DurationSeconds, e.VentricularRateBpm, e.ShocksDelivered, e.AtpDelivered, e.TherapyResult]),
            Rows(await TableAsync("episodes"), "type", "start", "duration_s", "ventricular_rate_bpm", "shocks", "atp", "therapy_result"));
        Assert.Equal([[Samples.Alert.AlertId, Samples.Alert.Rule, Samples.Alert.At.UtcDateTime]], Rows(await TableAsync("alerts"), "alert", "rule", "at"));
        Assert.Equal([[Samples.Connectivity.Kind.ToString(), Samples.Connectivity.Patient, Samples.Connectivity.At.UtcDateTime]], Rows(await TableAsync("connectivity"), "kind", "patient", "at"));
    }

    [Fact]
    public async Task RunAsync_Polls_AreRunsThatAddUpToEveryPoll()
    {
        var first = await StoreAsync();

        await ExportAsync();

        var polls = await _opened.Store.PollsAsync(Sample.Patient, first, first + 4, Stop);
        var runs = Rows(await TableAsync("poll_runs"), "patient", "from", "until", "polls", "outcome").Where(r => (Guid)r[0]! == Sample.Patient).ToList();
        Assert.Equal(["Unchanged", "VendorDown", "Unchanged"], runs.Select(r => r[4]));
        Assert.Equal(
            polls.Select(p => (Slots.Due(p.Cycle, Slots.Of(Sample.Patient)).UtcDateTime, p.Poll.Outcome.ToString())),
            runs.SelectMany(r => Enumerable.Range(0, (int)r[3]!).Select(i => (((DateTime)r[1]!).AddSeconds(300 * i), (string)r[4]!))));
    }

    [Fact]
    public async Task RunAsync_ManyRows_GoInGroupsOfBoundedSize()
    {
        var many = Sample with { Measurements = [.. Enumerable.Range(0, DataSet.GroupRows + 5).Select(i => Sample.Measurements[0] with { Value = i })] };
        await _opened.Store.WriteAsync([new TransmissionReceived("t", many)], Stop);

        await ExportAsync();

        var table = await TableAsync("measurements");
        Assert.Equal(2, table.Groups);
        Assert.Equal(many.Measurements.Select(m => (object?)m.Value), table["value"]);
    }

    [Fact]
    public async Task RunAsync_StoppedOnTheWay_LeavesNoPartOfAFileAndGoesOnWhereItWas()
    {
        await StoreAsync();
        await PackAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Export.RunAsync(_folder, Day, false, (set, _) => { if (set == "measurements") throw new InvalidOperationException("stopped"); }, Stop));
        Assert.False(File.Exists(DayExport.FileOf(_folder, "measurements", Day)));
        var told = new List<string>();

        await Export.RunAsync(_folder, Day, false, (set, _) => told.Add(set), Stop);

        Assert.Equal(["measurements", "episodes", "connectivity", "alerts"], told);
        Assert.Equal(Sample.Measurements.Count, (await TableAsync("measurements")).Rows);
    }

    [Fact]
    public async Task RunAsync_APatientWasDeleted_ReplacesTheDayWithoutHim()
    {
        await StoreAsync();
        await ExportAsync();
        await new PatientDeletion(_opened.Database, new AuditTrail(_opened.Database, _clock), _clock).DeleteAsync(Sample.Patient, "test", Stop);

        await Export.RunAsync(_folder, Day, replace: true, (_, _) => { }, Stop);

        Assert.Equal(0, (await TableAsync("transmissions")).Rows);
        Assert.DoesNotContain(Sample.Patient, (await TableAsync("poll_runs"))["patient"].Cast<Guid>());
    }

    [Fact]
    public async Task AgainstAsync_DayIsNotOverOrNotPacked_IsRefused()
    {
        await StoreAsync();
        Assert.Equal(ExportRefusal.DayNotOver, await Export.AgainstAsync(Day, Stop));
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(ExportRefusal.DayNotPacked, await Export.AgainstAsync(Day, Stop));

        await PackAsync();

        Assert.Null(await Export.AgainstAsync(Day, Stop));
    }

    [Fact]
    public async Task RunAsync_NothingThatNamesATransmissionAtTheVendor_IsInAFile()
    {
        await StoreAsync();

        await ExportAsync();

        foreach (var set in DataSets.All)
        {
            var table = await TableAsync(set.Name);
            Assert.DoesNotContain(table.Columns.Where(c => c.Type == "string").SelectMany(c => table[c.Name]), t => t is string text && text.Contains(Sample.TransmissionId, StringComparison.Ordinal));
        }
    }

    /// <summary>A transmission, an alert, a connectivity event, and five polls of which the third failed.</summary>
    /// <returns>Cycle of the first poll.</returns>
    private async Task<long> StoreAsync()
    {
        var first = Slots.CycleAt(Slots.Of(Sample.Patient), Sample.SeenAt) - 4;
        var polls = Enumerable.Range(0, 5).Select(i => Samples.Batch(Sample.Patient, first + i, i == 2 ? PollOutcome.VendorDown : PollOutcome.Unchanged, i == 2 ? null : "ef46db3751d8e999"));
        await _opened.Store.WriteAsync([.. polls, new TransmissionReceived("t", Sample), new AlertReceived("a", Samples.Alert), new ConnectivityReceived("c", Samples.Connectivity)], Stop);
        return first;
    }

    private async Task PackAsync()
    {
        var packer = new Packer(_opened.Database);
        await packer.PackPollsAsync(Day, Stop);
        await packer.PackTransmissionsAsync(Day, Stop);
    }

    private async Task ExportAsync()
    {
        await PackAsync();
        await Export.RunAsync(_folder, Day, replace: false, (_, _) => { }, Stop);
    }

    private Task<ParquetTable> TableAsync(string set) => ParquetTable.ReadAsync(DayExport.FileOf(_folder, set, Day));

    private static IEnumerable<object?[]> Rows(ParquetTable table, params string[] columns) => Enumerable.Range(0, table.Rows).Select(i => columns.Select(c => table[c][i]).ToArray());
}

public sealed class SqliteExportTests : ExportContract
{
    private protected override Task<StorePlace> PlaceAsync() => Task.FromResult<StorePlace>(new SqlitePlace());
}

public sealed class PostgresExportTests : ExportContract
{
    private protected override async Task<StorePlace> PlaceAsync() => await PostgresPlace.CreateAsync();
}
