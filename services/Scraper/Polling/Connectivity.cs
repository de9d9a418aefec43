using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.PollState;
using VectorCare.Scraper.Quarantine;
using VectorCare.ServiceDefaults.Events;
using Microsoft.Extensions.Options;

namespace VectorCare.Scraper.Polling;

/// <summary>Counts a patient's misses and says when a patient is missing or back.</summary>
internal sealed class Connectivity(IEventPublisher publisher, IStepObserver steps, PageQuarantine quarantine, IOptions<ScraperOptions> options, TimeProvider time)
{
    private readonly MissWindow _window = new(options.Value.ConsecutiveMisses, options.Value.WindowMisses, options.Value.MissWindow);

    /// <summary>Counts a poll; publishes the event it leads to, if any, and returns the state to write once the outcomes are acknowledged.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="target">The patient.</param>
    /// <param name="known">State before the poll.</param>
    /// <param name="poll">The poll.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The change, or null when nothing needs to be written.</returns>
    public async Task<StateChange?> CountAsync(PollBatch batch, PollTarget target, PatientState known, PatientPoll poll, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        var (state, mustWrite, change) = _window.Count(poll.State, batch.Cycle, Sight(batch.Vendor, poll), at);
        if (change != MissChange.None)
        {
            var kind = change == MissChange.Missing ? ConnectivityKind.PatientMissing : ConnectivityKind.PatientRestored;
            var id = $"{target.Patient}:{kind}:{batch.Cycle}";
            var misses = change == MissChange.Missing ? state.Misses : _window.Before(known, batch.Cycle);
            var message = new ConnectivityEvent(
                1, id, kind, batch.Vendor, target.Patient, target.Clinic, batch.Cycle, at, (change == MissChange.Missing ? state.MissingSince : known.MissingSince) ?? at,
                MissWindow.InARow(misses), MissWindow.InWindow(misses), options.Value.MissWindow, poll.Result.Reason);
            await publisher.PublishAsync(Topics.Connectivity, id, target.Patient.ToString(), message, ContractsJson.Default.ConnectivityEvent, cancellationToken: cancellationToken);
            steps.Reached(PollStep.ConnectivityPublished, id);
        }

        return mustWrite || !state.SaysTheSame(known) ? new StateChange(target.Patient, state) : null;
    }

    private Sight Sight(string vendor, PatientPoll poll) =>
        poll is { Result.NewTransmissions: 0, State.Hidden: { } hidden } && quarantine.Runs.IsOpen(vendor, hidden.Page) ? PollState.Sight.Neutral : Sight(poll.Result);

    private static Sight Sight(PollResult poll) => poll.Outcome switch
    {
        PollOutcome.Unchanged or PollOutcome.New => PollState.Sight.Seen,
        PollOutcome.NoData => poll.Reason is null ? PollState.Sight.Seen : PollState.Sight.Neutral,
        PollOutcome.Suspicious when poll.NewTransmissions > 0 => PollState.Sight.Seen,
        PollOutcome.VendorDown or PollOutcome.Expired or PollOutcome.NotAsked => PollState.Sight.Neutral,
        _ => PollState.Sight.Missed,
    };
}
