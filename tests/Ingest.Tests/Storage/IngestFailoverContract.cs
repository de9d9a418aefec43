using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Contracts;
using VectorCare.Ingest.Events;
using VectorCare.Ingest.Tests.Servers;

namespace VectorCare.Ingest.Tests.Storage;

/// <summary>A replica that ends between commit and acknowledgement: the sidecar of another, or of its successor, brings the event again.</summary>
public abstract class IngestFailoverContract
{
    private readonly FakeTimeProvider _clock = new(Samples.Transmission.SeenAt);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected abstract Task<StorePlace> CreateAsync();

    [Fact]
    public async Task Event_CommittedByAReplicaThatNeverAcknowledges_IsStoredOnce()
    {
        await using var place = await CreateAsync();
        using var hang = new HangAfterCommit();
        var one = await IngestApp.StartAsync(_clock, s => s.AddSingleton(new IngestMetrics(hang)), place: place);
        var never = DeliverAsync(one);
        await hang.Committed.WaitAsync(Stop);

        await using (var two = await IngestApp.StartAsync(_clock, place: place))
        {
            Assert.Equal("SUCCESS", await DeliverAsync(two));
            Assert.Equal("SUCCESS", await DeliverAsync(two));
        }

        Assert.False(never.IsCompleted);
        hang.Dispose();
        await one.DisposeAsync();
        await Record.ExceptionAsync(() => never);
        await using var replica = await place.OpenAsync(_clock);
        Assert.Equal(1, (await replica.Store.CountAsync(Stop)).Transmissions);
        Assert.Equal(Samples.Transmission.Measurements.Count, await replica.Database.ReadAsync("SELECT count(*) FROM measurements", r => r.GetInt64(0), Stop).SingleAsync(Stop));
    }

    private static Task<string> DeliverAsync(IngestApp app) =>
        app.DeliverAsync(Topics.Transmissions, Samples.Transmission.EventId, JsonSerializer.Serialize(Samples.Transmission, ContractsJson.Default.Transmission));

    /// <summary>The event is counted after its commit and before its acknowledgement: there the replica stands still.</summary>
    private sealed class HangAfterCommit : IMeterFactory
    {
        private readonly MeterListener _listener = new();
        private readonly TaskCompletionSource _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _end = new();

        public Task Committed => _committed.Task;

        public Meter Create(MeterOptions options)
        {
            var meter = new Meter(options);
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter == meter)
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, _, _, _) =>
            {
                _committed.TrySetResult();
                _end.Wait(Stop);
            });
            _listener.Start();
            return meter;
        }

        public void Dispose() => _end.Set();
    }
}

public sealed class SqliteIngestFailoverTests : IngestFailoverContract
{
    private protected override Task<StorePlace> CreateAsync() => Task.FromResult<StorePlace>(new SqlitePlace());
}

public sealed class PostgresIngestFailoverTests : IngestFailoverContract
{
    private protected override async Task<StorePlace> CreateAsync() => await PostgresPlace.CreateAsync();
}
