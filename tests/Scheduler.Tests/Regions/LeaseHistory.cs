using VectorCare.Scheduler.Regions;
using VectorCare.TestKit;

namespace VectorCare.Scheduler.Tests.Regions;

/// <summary>Plays one history of two regions with two replicas each, given as numbers so that it can be shrunk, and judges it.</summary>
internal sealed class LeaseHistory
{
    private static readonly int[] Advances = [1, 3, 9, 11, 30, 64, 70, 400];
    private static readonly RegionOptions Region = new() { Own = "east", All = LeaseReplica.All };

    private readonly Pump _pump = new();
    private readonly LeaseWorld _world;
    private readonly TimeSpan[] _skews;
    private readonly LeaseReplica[] _replicas = new LeaseReplica[4];
    private readonly Dictionary<string, HashSet<(string Region, DateTimeOffset From, DateTimeOffset Until)>> _polled = LeaseReplica.All.ToDictionary(h => h, _ => new HashSet<(string, DateTimeOffset, DateTimeOffset)>());
    private string? _cutOff;

    /// <param name="mutation">A planted bug.</param>
    /// <param name="skewSeconds">How far the clocks of the two regions go ahead of the time (behind, if negative).</param>
    public LeaseHistory(LeaseMutation mutation, int[] skewSeconds)
    {
        _world = new LeaseWorld(mutation);
        _skews = [.. skewSeconds.Select(s => TimeSpan.FromSeconds(s))];
        for (var i = 0; i < _replicas.Length; i++)
            Start(i);
    }

    /// <summary>What is wrong with the history; null when nothing is.</summary>
    public string? Play(int[] choices)
    {
        foreach (var choice in choices)
        {
            _pump.Run(() => Act(choice % 16, choice / 16));
            if (Judge() is { } wrong)
                return wrong;
        }

        return Settle() ?? Judge();
    }

    private void Act(int kind, int argument)
    {
        switch (kind)
        {
            case < 5:
                _replicas[argument % 4].Round();
                break;
            case < 11:
                Step(argument, happens: true, answers: true);
                break;
            case 11:
                Step(argument, happens: argument % 2 == 0, answers: false);
                break;
            case 12:
                _world.Calls.Crash(_replicas[argument % 4], argument / 4);
                Start(argument % 4);
                break;
            case 13:
                _cutOff = (argument % 3) switch { 0 => null, var side => LeaseReplica.All[side - 1] };
                break;
            case 14:
                _world.Clock.Advance(TimeSpan.FromSeconds(Advances[argument % Advances.Length]));
                break;
            default:
                _replicas[argument % 4].Command(argument / 4);
                break;
        }
    }

    /// <summary>A call of the region that is cut off never happens.</summary>
    private void Step(int argument, bool happens, bool answers)
    {
        var region = _world.Calls.Peek(argument)?.Region;
        _world.Calls.Step(argument, happens && region != _cutOff, answers && region != _cutOff);
    }

    private void Start(int index) => _replicas[index] = new LeaseReplica(_world, LeaseReplica.All[index / 2], _skews[index / 2]);

    /// <summary>No due instant was ever one that both regions could poll, at whatever time each of them could.</summary>
    private string? Judge()
    {
        foreach (var replica in _replicas)
        {
            foreach (var lease in replica.Book.Leases)
            {
                var ranges = _polled[lease.Home];
                if (lease.Owner == replica.Region)
                    ranges.Add((replica.Region, lease.From, lease.Until));
                if (lease.Before == replica.Region)
                    ranges.Add((replica.Region, lease.BeforeFrom!.Value, lease.From));
            }
        }

        foreach (var (home, ranges) in _polled)
        {
            if (ranges.FirstOrDefault(r => ranges.Any(o => o.Region != r.Region && o.From < r.Until && r.From < o.Until)) is { Region: not null } both)
                return $"patients of {home}: what is due from {both.From:T} to {both.Until:T} is {both.Region}'s, and the other's too";
        }

        return null;
    }

    /// <summary>From here on one region is dead and all goes well for the other: it must poll everybody before long, unless an operator holds a lease.</summary>
    private string? Settle()
    {
        _cutOff = null;
        var alive = _replicas[2..];
        _pump.Run(() =>
        {
            _world.Calls.Crash(_replicas[0], 0);
            _world.Calls.Crash(_replicas[1], 0);
        });
        // What is leased already, whom an operator named, the margin, two rounds, and what the clocks are apart.
        var longest = alive.SelectMany(r => r.Book.Leases).Concat(_replicas[..2].SelectMany(r => r.Book.Leases)).Select(l => l.Until).DefaultIfEmpty().Max();
        var start = _world.Clock.GetUtcNow();
        var limit = (longest > start ? longest - start : TimeSpan.Zero) + (3 * Region.Ttl) + Region.TakeAfter + (2 * Region.Renew) + TimeSpan.FromSeconds(_skews.Sum(s => Math.Abs(s.TotalSeconds)));
        while (_world.Clock.GetUtcNow() - start < limit)
        {
            _pump.Run(() => _world.Clock.Advance(Region.Renew));
            foreach (var replica in alive)
                _pump.Run(replica.Round);
            for (var step = 0; step < 100 && _world.Calls.Count > 0; step++)
                _pump.Run(() => _world.Calls.Step(0, happens: true, answers: true));
            var now = _world.Clock.GetUtcNow() + _skews[1];
            // West at its first start waits for east to make its own lease.
            if (LeaseReplica.All.All(home => alive[0].Book.Covers(home, now) || alive[0].Book.Leases.All(l => l.Home != home) || alive[0].Book.Leases.Any(l => l.Home == home && l.Held)))
                return null;
        }

        return "the region that is left does not poll everybody";
    }
}
