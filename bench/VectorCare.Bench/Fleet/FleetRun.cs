using System.Diagnostics.Metrics;
using VectorCare.Alerting.Delivery;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Rules;
using VectorCare.Alerting.Stages;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper;
using VendorSim.Faults;
using VendorSim.Population;

namespace VectorCare.Bench.Fleet;

/// <summary>An alert and the patient it is about.</summary>
/// <param name="Patient">Position in the population.</param>
/// <param name="Record">The alert.</param>
internal sealed record FleetAlert(int Patient, AlertRecord Record);

/// <summary>A fleet.</summary>
/// <param name="Patients">Patients.</param>
/// <param name="Days">Days.</param>
/// <param name="Seed">Seed of the population.</param>
/// <param name="RateScale">Times as much happens.</param>
/// <param name="EveryPoll">Every poll is played, also where nothing can have changed.</param>
/// <param name="Messages">A folder of HL7 messages of further patients, or null.</param>
internal sealed record FleetPlan(int Patients, int Days, long Seed, double RateScale = 1, bool EveryPoll = false, string? Messages = null);

/// <summary>What a fleet went through.</summary>
/// <param name="Population">The patients.</param>
/// <param name="Unlisted">When a portal did not list a patient.</param>
/// <param name="Alerts">Every alert that was opened.</param>
/// <param name="End">The end of the story.</param>
/// <param name="Polls">Polls that were played.</param>
/// <param name="Outcomes">Their outcomes.</param>
internal sealed record FleetStory(SimPopulation Population, IReadOnlyDictionary<int, IReadOnlyList<Span>> Unlisted, IReadOnlyList<FleetAlert> Alerts, DateTimeOffset End, int Polls, IReadOnlyDictionary<PollOutcome, int> Outcomes)
{
    /// <summary>Transmissions and physical events of each patient.</summary>
    public IReadOnlyList<IReadOnlyList<Report>> Reports { get; } = [.. Population.Timelines.Select(t => t.At(End).Reports)];
}

/// <summary>Plays a fleet in virtual time. A poll at which a page is as it was before changes nothing, so only the first poll after each change is played.</summary>
internal static class FleetRun
{
    /// <summary>The sweep looks every 5 s: at worst it is that late.</summary>
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(new DeliveryOptions().SweepSeconds);

    /// <summary>Longer than the polls over which the scraper counts misses.</summary>
    private static readonly TimeSpan MissWindow = TimeSpan.FromSeconds(Slots.Count * (new ScraperOptions().MissWindow + 1));

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Plays.</summary>
    /// <param name="catalogue">The rules.</param>
    /// <param name="meters">Where the parts count.</param>
    /// <param name="plan">The fleet.</param>
    /// <param name="progress">Where to say how far it is.</param>
    /// <param name="stop">Ctrl-C.</param>
    public static async Task<FleetStory> PlayAsync(RuleCatalogue catalogue, IMeterFactory meters, FleetPlan plan, Action<string> progress, CancellationToken stop)
    {
        var clock = new FleetClock(Start);
        var end = Start.AddDays(plan.Days);
        var troubles = Troubles(plan.Days);
        await using var portals = await FleetPortals.StartAsync(plan, clock, troubles, stop);
        var alerting = new FleetAlerting(catalogue, meters);
        var alerts = new List<FleetAlert>();
        var outcomes = new Dictionary<PollOutcome, int>();
        var queue = new PriorityQueue<(Timeline Timeline, bool IsReview), DateTimeOffset>();
        foreach (var timeline in portals.Population.Timelines)
            queue.Enqueue((timeline, false), Slots.NextDue(Slots.Of(timeline.Patient.Id), Start));
        var (polls, told) = (0, Start);
        while (queue.TryDequeue(out var next, out var due) && due <= end.AddSeconds(Slots.Count))
        {
            // The last cycle ends after the story: it sees no more than that.
            clock.Now = due < end ? due : end;
            var (timeline, patient) = (next.Timeline, next.Timeline.Patient);
            if (next.IsReview)
            {
                if (due > end)
                    continue;
                Opened(timeline, await alerting.ReviewAsync(patient.Id, due, stop));
                continue;
            }

            var poll = await portals.PollAsync(patient, stop);
            outcomes[poll.Outcome] = outcomes.GetValueOrDefault(poll.Outcome) + 1;
            polls++;
            foreach (var transmission in poll.New)
                Opened(timeline, await alerting.TakeAsync(new Arrival(patient.Id.ToString("D"), transmission), due, stop));
            if (poll.Connectivity is { } connectivity)
                Opened(timeline, await alerting.TakeAsync(new Arrival(patient.Id.ToString("D"), Connectivity: connectivity), due, stop));
            queue.Enqueue((timeline, false), plan.EveryPoll ? Slots.NextDue(Slots.Of(patient.Id), due) : NextPoll(timeline, due, poll, portals.Unlisted[patient.Index], troubles));
            if (due - told >= TimeSpan.FromDays(10))
            {
                told = due;
                progress($"seed {plan.Seed}: day {(due - Start).TotalDays:0} of {plan.Days}, {polls} polls, {alerts.Count} alerts");
            }
        }

        clock.Now = end;
        return new FleetStory(portals.Population, portals.Unlisted, alerts, end, polls, outcomes);

        void Opened(Timeline timeline, (IReadOnlyList<AlertRecord> Alerts, DateTimeOffset? ReviewAt) judged)
        {
            alerts.AddRange(judged.Alerts.Select(a => new FleetAlert(timeline.Patient.Index, a)));
            if (judged.ReviewAt is { } at)
                queue.Enqueue((timeline, true), at + Sweep);
        }
    }

    /// <summary>Outages of each vendor and days on which one vendor's markup is another: part of every fleet, the same for each seed.</summary>
    private static (Fault Fault, DateTimeOffset At)[] Troubles(int days) =>
    [
        .. Enumerable.Range(0, days).Where(day => day % 30 == 10).SelectMany(day => VendorNames.All.Select((vendor, i) =>
            (new Fault { Vendor = vendor, Outage = true, DurationSeconds = 7_200 }, Start.AddDays(day + i)))),
        .. Enumerable.Range(0, days).Where(day => day % 60 == 45).Select(day => (new Fault { Vendor = "aurora", Markup = "relabelled", DurationSeconds = 43_200 }, Start.AddDays(day))),
    ];

    private static DateTimeOffset NextPoll(Timeline timeline, DateTimeOffset due, FleetPoll poll, IReadOnlyList<Span> unlisted, IEnumerable<(Fault Fault, DateTimeOffset At)> troubles)
    {
        var slot = Slots.Of(timeline.Patient.Id);
        if (poll.Outcome is PollOutcome.New or PollOutcome.Unchanged or PollOutcome.NoData)
        {
            // A patient who was missing counts as seen only after some polls.
            var changes = poll.IsMissing ? due : unlisted.Select(u => u.From).Where(from => from > due).Append(timeline.ChangesAfter(due)).Min();
            return Slots.NextDue(slot, changes > due ? changes.AddMilliseconds(-1) : due);
        }

        // Once it is known that the patient is missing, or while the vendor's trouble lasts, further polls would end as this one did; the scraper's window of misses is filled again before the end.
        var over = troubles.Where(t => t.Fault.Concerns(timeline.Patient.Vendor)).Select(t => new Span(t.At, t.At.AddSeconds(t.Fault.DurationSeconds!.Value)))
            .Concat(unlisted.Select(u => u with { To = poll.IsMissing ? u.To - MissWindow : due }))
            .Where(span => span.From <= due && due < span.To).Select(span => span.To).DefaultIfEmpty(due).Max();
        return Slots.NextDue(slot, over);
    }
}
