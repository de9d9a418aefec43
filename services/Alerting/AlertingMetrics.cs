using System.Diagnostics.Metrics;
using VectorCare.Alerting.Charts;
using VectorCare.Alerting.Delivery;
using VectorCare.Alerting.Stages;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting;

/// <summary>Meter <c>VectorCare.Alerting</c>. No tag names a patient.</summary>
internal sealed class AlertingMetrics
{
    private readonly Counter<long> _stages;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _rejectedValues;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _events;
    private readonly Histogram<double> _delay;
    private readonly Histogram<double> _waits;
    private readonly Counter<long> _swept;
    private readonly Counter<long> _judged;

    /// <summary>Creates the instruments.</summary>
    public AlertingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("VectorCare.Alerting");
        _stages = meter.CreateCounter<long>("vectorcare.alerting.stage", "{alert}", "Alerts passed or held by a stage, by reason.");
        _attempts = meter.CreateCounter<long>("vectorcare.alerting.attempts", "{attempt}", "Delivery attempts by channel and result.");
        _rejectedValues = meter.CreateCounter<long>("vectorcare.alerting.values.rejected", "{value}", "Values that are not judged, by term and reason.");
        _duplicates = meter.CreateCounter<long>("vectorcare.alerting.duplicates", "{event}", "Events that were known already.");
        _events = meter.CreateCounter<long>("vectorcare.alerting.events", "{event}", "Steps in the life of alerts, by state and severity.");
        _delay = meter.CreateHistogram<double>("vectorcare.alerting.delay", "s", "From the end of the poll that saw it to a channel's acceptance.");
        _waits = meter.CreateHistogram<double>("vectorcare.alerting.limit.wait", "s", "Waits of calls that met their provider's limit, by provider; those that gave up too.");
        _swept = meter.CreateCounter<long>("vectorcare.alerting.swept", "{subject}", "Files the sweep went on with.");
        _judged = meter.CreateCounter<long>("vectorcare.alerting.judged", "{transmission}", "New transmissions by vendor, device family, and whether a rule is positive.");
    }

    /// <summary>A stage passed or held an alert.</summary>
    public void Stage(string stage, bool held, StageReason reason, AlertSeverity severity) =>
        _stages.Add(1, new("stage", stage), new("held", held), new("reason", reason.ToString()), new("severity", severity.ToString()));

    /// <summary>A channel was tried.</summary>
    public void Attempt(string channel, DeliveryResult result, AlertSeverity severity) =>
        _attempts.Add(1, new("channel", channel), new("result", result.ToString()), new("severity", severity.ToString()));

    /// <summary>A value is not judged.</summary>
    public void RejectedValue(string term, ValueRejection reason) => _rejectedValues.Add(1, new("term", term), new("reason", reason.ToString()));

    /// <summary>An event came again.</summary>
    public void Duplicate(string topic) => _duplicates.Add(1, new KeyValuePair<string, object?>("topic", topic));

    /// <summary>A step was published.</summary>
    public void Published(AlertState state, AlertSeverity severity) => _events.Add(1, new("state", state.ToString()), new("severity", severity.ToString()));

    /// <summary>An alert was delivered for the first time; clocks of two machines may disagree, so a delay is at least none.</summary>
    public void Delivered(AlertSeverity severity, TimeSpan delay) => _delay.Record(Math.Max(0, delay.TotalSeconds), new KeyValuePair<string, object?>("severity", severity.ToString()));

    /// <summary>A new transmission was judged.</summary>
    public void Judged(string vendor, DeviceKind family, bool positive) =>
        _judged.Add(1, new("vendor", vendor), new("family", family.ToString().ToLowerInvariant()), new("positive", positive ? "yes" : "no"));

    /// <summary>A call met its provider's limit.</summary>
    public void Waited(string provider, bool urgent, TimeSpan wait) => _waits.Record(wait.TotalSeconds, new("provider", provider), new("urgent", urgent));

    /// <summary>The sweep went on with a file.</summary>
    public void Swept() => _swept.Add(1);
}
