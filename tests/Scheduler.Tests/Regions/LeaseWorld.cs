using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Scheduler.Regions;
using VectorCare.Scheduler.State;
using VectorCare.TestKit;

namespace VectorCare.Scheduler.Tests.Regions;

/// <summary>A bug planted to see that the property finds it.</summary>
public enum LeaseMutation
{
    /// <summary>The code as it is.</summary>
    None,

    /// <summary>The store lets the last writer win.</summary>
    LastWriteWins,

    /// <summary>A write whose answer was lost is taken for done, whether it was or not.</summary>
    LostWritesPassForDone,

    /// <summary>The store forgets leases after some seconds.</summary>
    LeasesVanish,
}

/// <summary>The lease store in its third place, and the time. Each call of a replica waits until the driver lets it happen, fail, or happen and lose its answer.</summary>
internal sealed class LeaseWorld(LeaseMutation mutation)
{
    private readonly Dictionary<string, (Lease Value, string ETag, DateTimeOffset At)> _leases = [];
    private int _etags;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 23, 20, 0, 0, TimeSpan.Zero));

    public PendingCalls<LeaseReplica> Calls { get; } = new(() => new IOException("lost"));

    public Task<(Lease Value, string ETag)?> ReadAsync(LeaseReplica replica, string key) => Calls.WaitAsync(replica, () => Find(key));

    public async Task<bool> TryWriteAsync(LeaseReplica replica, string key, Lease value, string? etag)
    {
        try
        {
            return await Calls.WaitAsync(replica, () =>
            {
                if (mutation != LeaseMutation.LastWriteWins && Find(key)?.ETag != etag)
                    return false;
                _leases[key] = (value, $"{++_etags}", Clock.GetUtcNow());
                return true;
            });
        }
        catch (IOException) when (mutation == LeaseMutation.LostWritesPassForDone)
        {
            return true;
        }
    }

    private (Lease Value, string ETag)? Find(string key) =>
        _leases.TryGetValue(key, out var found) && (mutation != LeaseMutation.LeasesVanish || Clock.GetUtcNow() - found.At < TimeSpan.FromSeconds(15)) ? (found.Value, found.ETag) : null;
}

/// <summary>One scheduler process of a region, with the clock of its region: the real keeper, book and desk over the world's store.</summary>
internal sealed class LeaseReplica : IFirstWriteStore<Lease>
{
    public static readonly string[] All = ["east", "west"];
    private static readonly IMeterFactory Meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
    private readonly LeaseWorld _world;
    private readonly LeaseKeeper _keeper;
    private readonly LeaseDesk _desk;
    private Task? _round;

    public LeaseReplica(LeaseWorld world, string region, TimeSpan skew)
    {
        _world = world;
        Region = region;
        var options = Options.Create(new RegionOptions { Own = region, All = All });
        Book = new LeaseBook(options);
        _keeper = new LeaseKeeper(this, Book, new LeaseMetrics(Meters), new SkewedClock(world.Clock, skew), options, NullLogger<LeaseKeeper>.Instance);
        _desk = new LeaseDesk(this, Book, options, NullLogger<LeaseDesk>.Instance);
    }

    public string Region { get; }

    public LeaseBook Book { get; }

    /// <summary>Begins to look at all leases, unless that is under way.</summary>
    public void Round()
    {
        if (_round is null or { IsCompleted: true })
            _round = _keeper.RoundAsync(CancellationToken.None);
    }

    public void Command(int choice)
    {
        var home = All[choice % 2];
        _ = (choice / 2 % 3) switch
        {
            0 => _desk.HandOverAsync(home, All[choice / 6 % 2], CancellationToken.None),
            var hold => _desk.HoldAsync(home, hold == 1, CancellationToken.None),
        };
    }

    public Task<(Lease Value, string ETag)?> ReadAsync(string key, CancellationToken cancellationToken) => _world.ReadAsync(this, key);

    public Task<bool> TryWriteAsync(string key, Lease value, string? etag, CancellationToken cancellationToken) => _world.TryWriteAsync(this, key, value, etag);
}
