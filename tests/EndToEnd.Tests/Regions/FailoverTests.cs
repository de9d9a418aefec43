using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using VectorCare.Contracts;
using VectorCare.TestKit;

namespace VectorCare.EndToEnd.Tests.Regions;

/// <summary>Two regions on a host each, with one lease store in a third place; what is cut off, dies and is commanded, and who is polled by whom meanwhile.</summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private const int Patients = 240;
    private static readonly string[] All = ["us-east", "us-west"];

    /// <summary>What a lease still reaches at most, the margin, and two rounds: from here on everybody is polled when due.</summary>
    private static readonly TimeSpan FullCadence = TimeSpan.FromSeconds(60 + 5 + 20);

    /// <summary>Seconds at which patients are due, so that time can go in such steps.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    /// <summary>The newest due instants may be under way.</summary>
    private static readonly TimeSpan Unsettled = TimeSpan.FromSeconds(20);

    private readonly VirtualTime _time = new(new DateTimeOffset(2026, 11, 23, 20, 0, 0, TimeSpan.Zero));
    private readonly ConcurrentBag<RegionPoll> _polls = [];
    private readonly string _third = Directory.CreateTempSubdirectory("vectorcare-third-").FullName;
    private readonly Guid[] _patients = [.. Enumerable.Range(1, 100 * Patients).Select(i => new Guid(i, 7, 7, [1, 2, 3, 4, 5, 6, 7, 8])).Where(p => Slots.Of(p) % Step.Seconds == 0).Take(Patients)];
    private PolledRegion _east = null!;
    private PolledRegion _west = null!;

    public async ValueTask InitializeAsync()
    {
        _east = await StartAsync(All[0], TimeSpan.FromSeconds(2));
        _west = await StartAsync(All[1], TimeSpan.Zero);
        await _time.UntilAsync(() => _east.Ready && _west.Ready, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(2));
    }

    public async ValueTask DisposeAsync()
    {
        await _east.DisposeAsync();
        await _west.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_third, recursive: true);
    }

    [Fact]
    public async Task Run_RegionsCutOffDeadAndTakenBack_PollNobodyTwiceInACycleAndMissOneAtMost()
    {
        var csv = "patient,clinic,vendor,portal_ref,region\n" + string.Join('\n', _patients.Select((p, i) => $"{p},clinic-01,aurora,r{i},{Home(i)}")) + "\n";
        await Task.WhenAll(WaitAsync(_east.ImportAsync(csv)), WaitAsync(_west.ImportAsync(csv)));
        // On whole steps from here on.
        _time.JumpTo(new DateTimeOffset((Now.Ticks / Step.Ticks + 1) * Step.Ticks, TimeSpan.Zero));
        await PassAsync(TimeSpan.FromSeconds(330));
        Assert.All(_polls, p => Assert.Equal(Home(Array.IndexOf(_patients, p.Patient)), p.Region));

        // East cannot reach the lease store any more: it stops, and west takes its patients.
        var cut = Now;
        _east.CutOff = true;
        await PassAsync(TimeSpan.FromSeconds(400));
        Assert.All(_polls.Where(p => Due(p) > cut + FullCadence), p => Assert.Equal("us-west", p.Region));
        Report("east cut off from the lease store", cut);

        // It can again, and gets its patients back when an operator says so.
        _east.CutOff = false;
        await PassAsync(TimeSpan.FromSeconds(30));
        var back = Now;
        await WaitAsync(Done(_east.CommandAsync("us-east", "take")));
        await PassAsync(TimeSpan.FromSeconds(400));
        Assert.All(_polls.Where(p => Due(p) > back + FullCadence), p => Assert.Equal(Home(Array.IndexOf(_patients, p.Patient)), p.Region));
        Assert.Equal(0, Report("handed back by an operator", back).Missed);

        // West dies with all that is in it.
        var death = Now;
        await _west.DisposeAsync();
        await PassAsync(TimeSpan.FromSeconds(400));
        Report("west dead", death);

        Assert.All(_polls.GroupBy(p => (p.Patient, p.Cycle)), p => Assert.Single(p.Select(x => x.Region).Distinct()));
        Assert.All(_patients, p => Assert.InRange(LongestGap(p), 1, 2));
        var status = await WaitAsync(_east.StatusAsync());
        Assert.Equal([("us-east", "us-east"), ("us-west", "us-east")], status.Leases.Select(l => (l.Home, l.Owner)));
    }

    private DateTimeOffset Now => _time.Clock.GetUtcNow();

    private static string Home(int patient) => All[patient % 2];

    private Task<PolledRegion> StartAsync(string name, TimeSpan skew) =>
        WaitAsync(PolledRegion.StartAsync(name, All, Path.Combine(_third, "leases.db"), new SkewedClock(_time.Clock, skew), _polls));

    /// <summary>What an incident cost: polls missed, the instant from which none was, patients polled by both regions in a cycle.</summary>
    private (int Missed, TimeSpan FullAfter) Report(string what, DateTimeOffset at)
    {
        var polled = _polls.Select(p => (p.Patient, p.Cycle)).ToHashSet();
        var missed = _patients.SelectMany(p => Dues(p, at - TimeSpan.FromSeconds(5), Now - Unsettled).Where(d => !polled.Contains((p, d.Cycle)))).ToList();
        var full = missed.Count == 0 ? TimeSpan.Zero : missed.Max(m => m.Due) - at;
        var late = _polls.Where(p => Due(p) >= at).Select(p => p.At - Due(p)).DefaultIfEmpty().Max();
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {missed.Count} of {Patients} patients missed one poll, full cadence after {full.TotalSeconds:0} s, latest poll {late.TotalSeconds:0} s late");
        Assert.True(full <= FullCadence, $"{what}: a poll was missed {full} after it");
        return (missed.Count, full);
    }

    private static IEnumerable<(long Cycle, DateTimeOffset Due)> Dues(Guid patient, DateTimeOffset from, DateTimeOffset until)
    {
        var slot = Slots.Of(patient);
        for (var cycle = Slots.CycleAt(slot, from) + 1; Slots.Due(cycle, slot) < until; cycle++)
            yield return (cycle, Slots.Due(cycle, slot));
    }

    /// <summary>Cycles from one poll of a patient to the next, at most.</summary>
    private long LongestGap(Guid patient)
    {
        var cycles = _polls.Where(p => p.Patient == patient).Select(p => p.Cycle).Append(Slots.CycleAt(Slots.Of(patient), Now - Unsettled)).Distinct().Order().ToList();
        return cycles.Zip(cycles.Skip(1), (a, b) => b - a).Max();
    }

    private async Task PassAsync(TimeSpan time)
    {
        for (var end = Now + time; Now < end;)
        {
            var next = Now + Step;
            await _time.UntilAsync(() => Now >= next, Step, 2 * Step);
            // What waits for the time itself must not wait for ever.
            for (var since = Stopwatch.GetTimestamp(); (_east.Busy || _west.Busy) && Stopwatch.GetElapsedTime(since) < TimeSpan.FromMilliseconds(500);)
                await Task.Delay(VirtualTime.Grain, TimeProvider.System);
        }
    }

    private static DateTimeOffset Due(RegionPoll poll) => Slots.Due(poll.Cycle, Slots.Of(poll.Patient));

    private async Task<T> WaitAsync<T>(Task<T> task)
    {
        await _time.UntilAsync(() => task.IsCompleted, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5));
        return await task;
    }

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }
}
