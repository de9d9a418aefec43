using VectorCare.Alerting.Episodes;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Rules;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Stages;

/// <summary>Holds a patient's connectivity alerts while the vendor as a whole is out, what was true before the patient came unless it is red, and what a rule found that is only tried out.</summary>
internal sealed class InhibitStage(RuleCatalogue catalogue, CaseFileStore store) : IAlertStage
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public string Name => "inhibit";

    /// <inheritdoc/>
    public bool Acts => false;

    /// <inheritdoc/>
    public async ValueTask RunAsync(AlertWork work, CancellationToken cancellationToken)
    {
        foreach (var candidate in work.Candidates.ToArray())
        {
            var record = candidate.Record;
            if (record.Origin == EpisodeOrigin.Shadow)
            {
                work.HoldForGood(this, candidate, StageReason.Shadow);
            }
            else if (record.Origin == EpisodeOrigin.Enrolment && record.Severity != AlertSeverity.Red)
            {
                work.HoldForGood(this, candidate, StageReason.EnrolmentWorklist);
            }
            else if (work.File.Patient is not null && catalogue.Find(record.Rule)?.Kind == RuleKind.Connectivity)
            {
                if (record.ClearedAt is not null && record.Phase == DeliveryPhase.Held)
                {
                    work.HoldForGood(this, candidate, StageReason.ClearedWhileHeld);
                }
                else if (await VendorIsOutAsync(work.File.Vendor, cancellationToken))
                {
                    work.HoldForGood(this, candidate, StageReason.VendorOutage);
                    record.NotBefore = work.Now + LookAgain;
                }
                else
                {
                    work.Pass(this, candidate, StageReason.NotInhibited);
                }
            }
            else
            {
                work.Pass(this, candidate, StageReason.NotInhibited);
            }
        }
    }

    private async Task<bool> VendorIsOutAsync(string vendor, CancellationToken cancellationToken)
    {
        var (file, _) = await store.ReadAsync(CaseFile.VendorSubject(vendor), cancellationToken);
        return file?.Silences.LastOrDefault() is { Kind: ConnectivityKind.VendorDown };
    }
}
