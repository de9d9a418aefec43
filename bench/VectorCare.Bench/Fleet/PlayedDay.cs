using System.Diagnostics.Metrics;
using VectorCare.Alerting.Rules;

namespace VectorCare.Bench.Fleet;

/// <summary>A day of which every poll was played, beside the same day with only those polls that can bring something.</summary>
/// <param name="Polls">Polls of the day.</param>
/// <param name="PollsThatCount">Polls that can bring something.</param>
/// <param name="Alerts">Alerts of the whole day.</param>
/// <param name="Same">Whether both days gave the same alerts of the same patients at the same instants.</param>
internal sealed record PlayedDay(int Polls, int PollsThatCount, int Alerts, bool Same)
{
    // So that enough happens in a day.
    private const double Busy = 50;

    /// <summary>Plays both days.</summary>
    public static async Task<PlayedDay> PlayAsync(RuleCatalogue catalogue, IMeterFactory meters, int patients, long seed, Action<string> progress, CancellationToken stop)
    {
        var plan = new FleetPlan(patients, 1, seed, Busy);
        var computed = await FleetRun.PlayAsync(catalogue, meters, plan, progress, stop);
        var played = await FleetRun.PlayAsync(catalogue, meters, plan with { EveryPoll = true }, progress, stop);
        return new PlayedDay(played.Polls, computed.Polls, played.Alerts.Count, Show(played).SequenceEqual(Show(computed), StringComparer.Ordinal));
    }

    private static IEnumerable<string> Show(FleetStory story) =>
        story.Alerts.Select(a => $"{a.Record.Id} {a.Record.OpenedAt:O} {a.Record.Origin} {a.Record.ClearedAt:O}").Order(StringComparer.Ordinal);
}
