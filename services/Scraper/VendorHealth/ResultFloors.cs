using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Quarantine;
using VectorCare.Scraper.Vendors;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Scraper.VendorHealth;

/// <summary>Watches the share of a vendor's polls that saw something, over a cycle: refusals that stay below every other limit, each of another reason, still show here. Told once, by every replica that sees it: it is one episode of one alert.</summary>
internal sealed class ResultFloors(IEventPublisher publisher, PageQuarantine quarantine, IOptions<ScraperOptions> options, TimeProvider time)
{
    /// <summary>The kind of page that the alert is about.</summary>
    public const string Results = "results";

    private const int FewestPolls = 100;
    private readonly ConcurrentDictionary<string, Window> _windows = new();

    /// <summary>Counts the polls of a batch, and tells when the vendor falls below its floor or is above it again.</summary>
    /// <exception cref="Dapr.DaprException">The event was not acknowledged; the batch is delivered again.</exception>
    public async Task SettleAsync(PollOutcomes outcomes, CancellationToken cancellationToken)
    {
        var floor = options.Value.ResultFloors.TryGetValue(outcomes.Vendor, out var own) ? own : options.Value.ResultFloor;
        var window = _windows.GetOrAdd(outcomes.Vendor, _ => new Window());
        var counted = outcomes.Polls.Where(Counts).ToList();
        var (polls, seen) = window.Add(counted.Count, counted.Count(Saw), time.GetUtcNow());
        // What a page as a whole hides is told already, and what ended in between is not yet up again.
        var below = polls >= FewestPolls && seen < floor * polls;
        if (below == window.Told || (below && quarantine.Runs.IsAnyOpen(outcomes.Vendor)) || (!below && polls < FewestPolls))
            return;
        await TellAsync(outcomes, below ? ConnectivityKind.PageQuarantined : ConnectivityKind.PageRestored, cancellationToken);
        window.Told = below;
    }

    // Those that say nothing about how the vendor's pages are read do not count.
    private static bool Counts(PollResult poll) => poll.Outcome is not (PollOutcome.VendorDown or PollOutcome.Expired or PollOutcome.NotAsked) && poll.Reason is not ("not-yet-admitted" or "batch-budget");

    private static bool Saw(PollResult poll) => poll.Outcome is PollOutcome.New or PollOutcome.Unchanged || poll is { Outcome: PollOutcome.NoData, Reason: null };

    private Task TellAsync(PollOutcomes outcomes, ConnectivityKind kind, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        return new VendorNews(kind, outcomes.Vendor, Results, outcomes.Cycle, at, at, kind == ConnectivityKind.PageQuarantined ? "below-floor" : null).PublishAsync(publisher, options.Value.MissWindow, cancellationToken);
    }

    /// <summary>Counts of the present cycle and the one before.</summary>
    private sealed class Window
    {
        private readonly Lock _lock = new();
        private long _cycle;
        private (int Polls, int Seen) _now, _before;

        public bool Told { get; set; }

        public (int Polls, int Seen) Add(int polls, int seen, DateTimeOffset at)
        {
            lock (_lock)
            {
                var cycle = Slots.CycleAt(0, at);
                if (cycle != _cycle)
                {
                    _before = cycle == _cycle + 1 ? _now : default;
                    (_now, _cycle) = (default, cycle);
                }

                _now = (_now.Polls + polls, _now.Seen + seen);
                // A new cycle counts by itself as soon as it has polls enough.
                return _now.Polls >= FewestPolls ? _now : (_now.Polls + _before.Polls, _now.Seen + _before.Seen);
            }
        }
    }
}
