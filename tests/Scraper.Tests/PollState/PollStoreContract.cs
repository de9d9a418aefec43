using Dapr.Client;
using LocalDapr.Hosting;
using LocalDapr.Tests;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.PollState;

namespace VectorCare.Scraper.Tests.PollState;

/// <summary>What the scraper's memory does alike over every kind of state component; a class per kind names the component.</summary>
public abstract class PollStoreContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(Start);
    private readonly Guid[] _patients = [.. Enumerable.Range(0, 20).Select(_ => Guid.NewGuid())];
    private readonly string _run = Guid.NewGuid().ToString("N");
    private LocalDaprHost? _host;
    private DaprClient? _dapr;

    /// <summary>Type, version and metadata of the component; skips where the machine has no such server.</summary>
    private protected abstract (string Type, string Version, string Name, string Value) Component();

    private protected virtual bool FollowsTheTestsClock => true;

    /// <summary>Prefix of the tables, where the server is shared with other tests.</summary>
    private protected virtual string? TablePrefix => null;

    private DaprPollStore Store => new(_dapr!);

    public async ValueTask InitializeAsync()
    {
        var (type, version, name, value) = Component();
        await File.WriteAllTextAsync(_folder.At("state.yaml"), $"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: {ComponentNames.PollStore}
            spec:
              type: {type}
              version: {version}
              metadata:
                - name: keyPrefix
                  value: name
                - name: {name}
                  value: "{value}"{(TablePrefix is null ? "" : $"\n    - name: tablePrefix\n      value: {TablePrefix}")}
            """, None);
        _host = await LocalDaprHost.StartAsync(
            new LocalDaprOptions { Apps = [new LocalDaprApp { AppId = "scraper" }], ResourcesPaths = [_folder.Path], Clock = _clock, DataDirectory = _folder.At("data") }, None);
        _dapr = new DaprClientBuilder().UseGrpcEndpoint(_host.App("scraper").GrpcEndpoint.ToString()).UseHttpEndpoint(_host.App("scraper").HttpEndpoint.ToString()).Build();
    }

    public async ValueTask DisposeAsync()
    {
        _dapr?.Dispose();
        if (_host is not null)
            await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task ReadAsync_NothingWritten_IsEmpty()
    {
        var memory = await Store.ReadAsync(_run, _patients, None);
        Assert.Null(memory.Journal);
        Assert.Empty(memory.Patients);
    }

    [Fact]
    public async Task WriteStatesAsync_NewPatients_AreReadBackInOneBulkRead()
    {
        await Store.WriteStatesAsync([.. _patients.Select(p => Change(p, 7, 0b101))], Known(), None);
        var patients = (await Store.ReadAsync(_run, [.. _patients, Guid.NewGuid()], None)).Patients;
        Assert.Equal(_patients.Order(), patients.Keys.Order());
        Assert.All(patients.Values, p => Assert.Equal((7, 0b101u), (p.State.Cycle, p.State.Misses)));
    }

    [Fact]
    public async Task WriteStatesAsync_SameOrOlderCycle_ChangesNothing()
    {
        await Store.WriteStatesAsync([Change(_patients[0], 7, 0b1)], Known(), None);
        foreach (var cycle in new[] { 7, 6 })
        {
            // Once from a delivery that read before the first write, once from one that read after it.
            await Store.WriteStatesAsync([Change(_patients[0], cycle, 0b111)], Known(), None);
            await Store.WriteStatesAsync([Change(_patients[0], cycle, 0b111)], await ReadAsync(), None);
        }

        Assert.Equal((7, 0b1u), await MissesAsync(_patients[0]));
    }

    [Fact]
    public async Task WriteStatesAsync_AnotherReplicaWroteInBetween_TheNewerCycleStands()
    {
        await Store.WriteStatesAsync([.. _patients.Select(p => Change(p, 1, 0b1))], Known(), None);
        var seen = await ReadAsync();
        await Store.WriteStatesAsync([Change(_patients[0], 2, 0b11), Change(_patients[1], 9, 0b1)], seen, None);

        await Store.WriteStatesAsync([.. _patients.Select(p => Change(p, 3, 0b111))], seen, None);

        Assert.Equal((3, 0b111u), await MissesAsync(_patients[0]));
        Assert.Equal((9, 0b1u), await MissesAsync(_patients[1]));
        foreach (var patient in _patients.Skip(2))
            Assert.Equal((3, 0b111u), await MissesAsync(patient));
    }

    [Fact]
    public async Task WriteJournalAsync_Again_IsReadUntilItFades()
    {
        var outcomes = new PollOutcomes(1, _run, 7, 0, "aurora", Start, [new PollResult(_patients[0], "clinic-01", PollOutcome.Unchanged, 1, 2, 1, null, 0, null)]);
        var journal = new BatchJournal(outcomes, [Change(_patients[0], 7, 0)]);
        await Store.WriteJournalAsync(_run, journal, TimeSpan.FromSeconds(60), None);
        await Store.WriteJournalAsync(_run, journal, TimeSpan.FromSeconds(60), None);
        var found = (await Store.ReadAsync(_run, _patients, None)).Journal!;
        Assert.Equal(outcomes.Polls, found.Outcomes.Polls);
        Assert.Equal(journal.Changes, found.Changes);
        if (!FollowsTheTestsClock)
            return;
        _clock.Advance(TimeSpan.FromSeconds(62));
        Assert.Null((await Store.ReadAsync(_run, _patients, None)).Journal);
    }

    [Fact]
    public async Task WriteStandingAsync_TwoReplicas_OneWins()
    {
        var down = new VendorStanding(true, 7, Start);
        Assert.True(await Store.WriteStandingAsync(_run, down, null, None));
        Assert.False(await Store.WriteStandingAsync(_run, down with { Cycle = 8 }, null, None));
        var (standing, etag) = (await Store.ReadStandingAsync(_run, None))!.Value;
        Assert.Equal(down, standing);
        Assert.True(await Store.WriteStandingAsync(_run, down with { Down = false }, etag, None));
        Assert.False(await Store.WriteStandingAsync(_run, down, etag, None));
    }

    private static StateChange Change(Guid patient, long cycle, uint misses) => new(patient, PatientState.Unknown with { Cycle = cycle, Misses = misses, BaselineDone = true });

    private static Dictionary<Guid, (PatientState State, string Etag)> Known() => [];

    private async Task<IReadOnlyDictionary<Guid, (PatientState State, string Etag)>> ReadAsync() => (await Store.ReadAsync(_run, _patients, None)).Patients;

    private async Task<(long Cycle, uint Misses)> MissesAsync(Guid patient)
    {
        var state = (await ReadAsync())[patient].State;
        return (state.Cycle, state.Misses);
    }
}
