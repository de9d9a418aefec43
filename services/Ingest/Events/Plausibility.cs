using Microsoft.Extensions.Options;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Storage;

namespace VectorCare.Ingest.Events;

/// <summary>Refuses what no store should keep. Our own clocks must agree to within days; a device's clock may say anything, it is kept beside ours.</summary>
internal sealed class Plausibility(TimeProvider clock, IOptions<StorageOptions> options)
{
    private const int LongestText = 512;
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    /// <summary>Why an event is refused, as a metric tag; null when it is not.</summary>
    public string? Against(IngestEvent received) => received switch
    {
        _ when !IsText(received.Id) => "bad-text",
        OutcomesReceived { Data: var o } => Against(o),
        TransmissionReceived { Data: var t } => Against(t),
        ConnectivityReceived { Data: var c } => !IsNear(c.At) ? "out-of-time" : !Enum.IsDefined(c.Kind) ? "out-of-range" : IsText(c.Vendor) && IsText(c.Reason) ? null : "bad-text",
        AlertReceived { Data: var a } => !IsNear(a.At) ? "out-of-time" : !Enum.IsDefined(a.State) || !Enum.IsDefined(a.Severity) ? "out-of-range" : IsText(a.AlertId) ? null : "bad-text",
        _ => null,
    };

    private string? Against(PollOutcomes o) =>
        o.Polls.Contains(null!) ? "malformed"
        : o.Cycle is < 0 or >= 100_000_000 || o.Slot is < 0 or >= Slots.Count ? "out-of-range"
        : !IsNear(Slots.Due(o.Cycle, o.Slot)) || !IsNear(o.Due) ? "out-of-time"
        : !IsText(o.Vendor) || !IsText(o.BatchId) || o.Polls.Any(p => !IsText(p.Clinic) || !IsText(p.Reason)) ? "bad-text"
        : o.Polls.Any(p => p.DurationMs < 0 || p.Requests < 0 || p.NewTransmissions < 0 || !Enum.IsDefined(p.Outcome) || !IsLateness(p.LatenessMs)) ? "out-of-range"
        : o.Polls.Any(p => p.ContentHash is { } hash && !IsHash(hash, 16)) ? "bad-hash"
        : null;

    private string? Against(Transmission t) =>
        t.Measurements.Contains(null!) || t.Episodes.Contains(null!) || t.VendorAlerts.Contains(null!) || t.NotUnderstood.Contains(null!) ? "malformed"
        : !IsNear(t.SeenAt) ? "out-of-time"
        : t.SessionTime.Year < 1900 || t.RawLength < 0 || !Enum.IsDefined(t.Device.Kind) || !t.Episodes.All(e => Enum.IsDefined(e.Type)) ? "out-of-range"
        : t.RawHash is { } hash && !IsHash(hash, 64) ? "bad-hash"
        : !t.Measurements.All(m => IsFinite(m.Value)) || !t.Episodes.All(e => IsFinite(e.DurationSeconds) && IsFinite(e.VentricularRateBpm) && IsFinite(e.AtrialRateBpm)) ? "not-finite"
        : !IsText(t.Vendor) || !IsText(t.Clinic) || t.Measurements.Any(m => !IsText(m.Channel) || !IsText(m.Unit) || !IsText(m.Enum) || !IsText(m.Group)) ? "bad-text"
        : null;

    private bool IsNear(DateTimeOffset at)
    {
        var now = clock.GetUtcNow();
        return at <= now + Ahead && at > now - TimeSpan.FromDays(options.Value.DaysBelieved);
    }

    private bool IsLateness(long ms) => Math.Abs((double)ms) <= TimeSpan.FromDays(options.Value.DaysBelieved).TotalMilliseconds;

    private static bool IsFinite(double? value) => value is null || double.IsFinite(value.Value);

    private static bool IsText(string? text) => text is null || (text.Length <= LongestText && !text.Contains('\0', StringComparison.Ordinal));

    private static bool IsHash(string hash, int length) => hash.Length == length && hash.All(char.IsAsciiHexDigitLower);
}
