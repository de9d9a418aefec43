using Microsoft.Extensions.Options;
using VectorCare.Alerting.Delivery;
using VectorCare.Alerting.Episodes;
using VectorCare.Alerting.Escalation;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Rules;
using VectorCare.Alerting.Rules.Thresholds;
using VectorCare.Alerting.Summary;
using VectorCare.Alerting.Sweep;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Stages;

/// <summary>What came in for a subject.</summary>
/// <param name="Subject">Patient id, vendor subject or operations.</param>
/// <param name="Transmission">A transmission, or null.</param>
/// <param name="Connectivity">A connectivity event, or null.</param>
/// <param name="Raised">An alert the service raises itself, or null.</param>
/// <param name="Page">A page an episode asks for, or null.</param>
internal sealed record Arrival(string Subject, Transmission? Transmission = null, ConnectivityEvent? Connectivity = null, RaisedAlert? Raised = null, PageStep? Page = null)
{
    /// <summary>A transmission has come.</summary>
    public static Arrival Of(Transmission transmission) => new(transmission.Patient.ToString("D"), transmission);

    /// <summary>A connectivity event has come.</summary>
    public static Arrival Of(ConnectivityEvent connectivity) =>
        new(connectivity.Patient?.ToString("D") ?? CaseFile.VendorSubject(connectivity.Vendor, connectivity.Page), Connectivity: connectivity);

    /// <summary>Whether a file knows the event already.</summary>
    public bool IsIn(CaseFile? file) =>
        file is not null && (file.Entries.Exists(e => e.EventId == Transmission?.EventId) || file.Silences.Exists(f => f.EventId == Connectivity?.EventId));

    /// <summary>A file for a subject that has none.</summary>
    public CaseFile NewFile() => new()
    {
        Subject = Subject,
        Patient = Transmission?.Patient ?? Connectivity?.Patient,
        Clinic = Transmission?.Clinic ?? Connectivity?.Clinic,
        Vendor = Transmission?.Vendor ?? Connectivity?.Vendor ?? Raised?.Vendor ?? string.Empty,
    };
}

/// <summary>Runs the stages for one subject. What is planned is written, with a claim on each delivery, before anything is sent; a note in the sweep index is written before that. So a crash at any point leaves something that finds the work again.</summary>
internal sealed class AlertPipeline(
    IReadOnlyList<IAlertStage> stages, CaseFileStore store, SweepIndex index, OpenAlerts openAlerts, RuleCatalogue catalogue, ThresholdBook thresholds,
    IOptions<DeliveryOptions> options, TimeProvider time, AlertingMetrics metrics)
{
    private const string UndeliverableRule = "OPS-03";
    private const int Attempts = 50;

    private readonly string _instance = Guid.NewGuid().ToString("n")[..8];
    private long _works;

    /// <summary>The stages in their order.</summary>
    public IReadOnlyList<IAlertStage> Stages => stages;

    /// <summary>Brings an arrival, or with nothing new a subject's unfinished work, to its end.</summary>
    public async Task RunAsync(Arrival arrival, CancellationToken cancellationToken)
    {
        var stamp = $"{_instance}-{Interlocked.Increment(ref _works)}";
        var noted = false;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var (file, etag) = await store.ReadAsync(arrival.Subject, cancellationToken);
            if (file is null && arrival is { Transmission: null, Connectivity: null, Raised: null })
                return;
            var work = new AlertWork(file ?? arrival.NewFile(), time.GetUtcNow(), arrival.Transmission, arrival.Connectivity, arrival.Raised, arrival.Page, metrics);
            foreach (var stage in stages.Where(s => !s.Acts))
                await stage.RunAsync(work, cancellationToken);
            Claim(work, stamp);
            var next = NextDue(work.File, work.Now);
            if (!noted && next is not null)
            {
                await index.NoteAsync(arrival.Subject, stamp, next.Value > work.Now ? next.Value : work.Now + Lease, cancellationToken);
                await openAlerts.AddAsync(work.File, cancellationToken);
                noted = true;
            }

            if (work.Changed && !await store.TryWriteAsync(work.File, etag, cancellationToken))
                continue;
            await FinishAsync(work, arrival, stamp, noted, cancellationToken);
            return;
        }

        throw new InvalidOperationException("A case file could not be written: others kept writing it.");
    }

    private TimeSpan Lease => TimeSpan.FromSeconds(options.Value.LeaseSeconds);

    private async Task FinishAsync(AlertWork work, Arrival arrival, string stamp, bool noted, CancellationToken cancellationToken)
    {
        // One alert after the other to its end: what is accepted is recorded before the next is sent.
        foreach (var part in work.OneByOne())
        {
            foreach (var stage in stages.Where(s => s.Acts))
                await stage.RunAsync(part, cancellationToken);
        }

        if (!noted)
            return;
        await TellOperationsAsync(arrival.Subject, cancellationToken);
        var (file, _) = await store.ReadAsync(arrival.Subject, cancellationToken);
        if (file is not null && NextDue(file, time.GetUtcNow()) is { } next)
            await index.NoteAsync(arrival.Subject, stamp, next, cancellationToken);
        else
            await index.ForgetAsync(arrival.Subject, [stamp], cancellationToken);
    }

    private void Claim(AlertWork work, string stamp)
    {
        foreach (var candidate in work.Candidates)
        {
            var record = candidate.Record;
            candidate.HandsOver = record is { LacksWorkflow: true, Owner: null, FailedRounds: 0 } && work.Page is null;
            // An attempt that did not come to an end may hang on its channel: go on with the next one.
            if (record.Owner is not null && record.Owner != work.Page?.Claim)
                record.NextChannel++;
            record.Owner = stamp;
            record.StepAt ??= work.Now;
            record.LeaseUntil = work.Now + Lease;
            if (record.Phase == DeliveryPhase.Held)
                (record.Phase, record.HeldBecause) = (DeliveryPhase.Pending, null);
            work.Changed = true;
        }
    }

    private async Task TellOperationsAsync(string subject, CancellationToken cancellationToken)
    {
        if (subject == CaseFile.Operations)
            return;
        var (file, _) = await store.ReadAsync(subject, cancellationToken);
        foreach (var record in file?.Alerts.Where(r => r.Phase == DeliveryPhase.Undeliverable && !r.OperationsTold).ToArray() ?? [])
        {
            var evidence = new AlertEvidence("alert", record.Id, $"{record.FailedRounds} rounds over all channels", null);
            var key = Charts.Chart.KeyOf(subject, record.Id);
            await RunAsync(new Arrival(CaseFile.Operations, Raised: new RaisedAlert(UndeliverableRule, key, file!.Vendor, [evidence])), cancellationToken);
            await store.UpdateAsync(subject, f => f.Alerts.Find(r => r.Id == record.Id) is { } told && (told.OperationsTold = true), cancellationToken);
        }
    }

    /// <summary>When a file has to be looked at again, or null.</summary>
    private DateTimeOffset? NextDue(CaseFile file, DateTimeOffset now)
    {
        var next = file.ReviewAt;
        foreach (var record in file.Alerts)
        {
            if (record.Outbox.Count > 0)
                return now;
            if (record.Owed || record.LacksWorkflow)
                next = Least(next, Greatest(Greatest(record.LeaseUntil, record.NotBefore), record.SnoozedUntil) ?? now);
        }

        return file.Silences.Count == 0
            ? next
            : Least(next, SilenceEpisodes.Read(catalogue, file.Silences, thresholds.For(file.Clinic, file.Subject), now).Next);
    }

    private static DateTimeOffset? Greatest(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;

    private static DateTimeOffset? Least(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;
}
