using System.Diagnostics;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Identity;
using VectorCare.Scraper.Raw;
using VectorCare.ServiceDefaults.Events;
using VectorCare.ServiceDefaults.Telemetry;

namespace VectorCare.Scraper.Polling;

/// <summary>Publishes new transmissions, each under its deterministic id, and starts the trace that leads to an alert.</summary>
internal sealed class TransmissionPublisher(IEventPublisher publisher, Pseudonyms pseudonyms, IStepObserver steps, TimeProvider time)
{
    /// <summary>Publishes in order and returns when the last one is acknowledged.</summary>
    public async Task PublishAsync(PollBatch batch, PollTarget target, bool firstPoll, IReadOnlyList<HashedTransmission> transmissions, RawPages raw, CancellationToken cancellationToken)
    {
        foreach (var (parsed, hash) in transmissions)
        {
            using var activity = Tracing.Discovery.StartTrace("discovery transmission", ActivityKind.Producer, batch.Traceparent);
            var id = $"{target.Patient}:{parsed.Id}:{hash}";
            var traceparent = activity?.Id ?? $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01";
            var baseline = target.NewFrom is { } news ? parsed.Position < news : firstPoll;
            var (rawHash, rawLength) = raw.Of(parsed);
            var message = new Transmission(
                1, id, target.Patient, target.Clinic, batch.Vendor, parsed.Id, parsed.SessionTime, time.GetUtcNow(), batch.Due, baseline, hash, rawHash, rawLength, traceparent,
                new DeviceInfo(pseudonyms.Device(parsed.Device.Manufacturer, parsed.Device.Serial, target.Patient), parsed.Device.Manufacturer, parsed.Device.Model, parsed.Device.Kind),
                parsed.Measurements, parsed.Episodes, parsed.VendorAlerts, parsed.NotUnderstood, raw.AttachmentsOf(parsed));
            await publisher.PublishAsync(Topics.Transmissions, id, target.Patient.ToString(), message, ContractsJson.Default.Transmission, traceparent: traceparent, cancellationToken: cancellationToken);
            steps.Reached(PollStep.TransmissionPublished, id);
        }
    }
}
