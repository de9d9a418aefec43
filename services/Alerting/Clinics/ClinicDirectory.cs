using Microsoft.Extensions.Options;
using VectorCare.Alerting.Escalation;

namespace VectorCare.Alerting.Clinics;

/// <summary>Where an alert goes.</summary>
/// <param name="Mail">Mail addresses; empty for none.</param>
/// <param name="Webhook">Path behind the webhook binding's URL, or null.</param>
/// <param name="TimeZone">Time zone of the people there.</param>
/// <param name="ShowsValues">Whether mails and webhooks may show measured values.</param>
/// <param name="Shape">What the webhook understands.</param>
/// <param name="WebhookSecret">Secret with the key that signs its calls, or null.</param>
internal sealed record ClinicChannels(IReadOnlyList<string> Mail, string? Webhook, TimeZoneInfo TimeZone, bool ShowsValues = true, WebhookShape Shape = WebhookShape.Json, string? WebhookSecret = null)
{
    /// <summary>Whether nothing can be sent there.</summary>
    public bool None => Mail.Count == 0 && Webhook is null && Sms.Count == 0 && Fhir is null;

    /// <summary>Numbers for text messages of red alerts, in the form +15550100001.</summary>
    public IReadOnlyList<string> Sms { get; init; } = [];

    /// <summary>Path of the record system behind the FHIR binding's URL, or null.</summary>
    public string? Fhir { get; init; }
}

/// <summary>Finds the channels of clinics and of operations.</summary>
internal sealed class ClinicDirectory(IOptions<ClinicOptions> options)
{
    private const string FallbackOperationsMail = "operations@vectorcare.example";

    /// <summary>Channels of operations.</summary>
    public ClinicChannels Operations { get; } = new(
        options.Value.OperationsMail.Length > 0 ? options.Value.OperationsMail : [FallbackOperationsMail],
        NullIfEmpty(options.Value.OperationsWebhook),
        TimeZoneInfo.Utc);

    /// <summary>How a clinic's yellow alerts are grouped.</summary>
    public InboxOptions InboxOf(string clinic) => options.Value.Directory.GetValueOrDefault(clinic)?.Inbox ?? options.Value.Inbox;

    /// <summary>Channels of a clinic's people at an instant. Nobody on call: the clinic's own; no fallback: operations.</summary>
    public ClinicChannels For(string clinic, Audience audience, DateTimeOffset now)
    {
        var own = Own(clinic);
        var o = options.Value;
        var others = audience switch
        {
            Audience.OnCall => o.Directory.TryGetValue(clinic, out var entry) ? OnCall(entry, own.TimeZone, now) : Formatted(o.DefaultOnCallMail, clinic),
            Audience.Fallback => o.Directory.TryGetValue(clinic, out var entry) ? entry.FallbackMail : Formatted(o.DefaultFallbackMail, clinic),
            _ => [],
        };
        return others.Length > 0 ? own with { Mail = others } : audience == Audience.Fallback ? Operations : own;
    }

    private ClinicChannels Own(string clinic)
    {
        var o = options.Value;
        return o.Directory.TryGetValue(clinic, out var entry)
            ? new ClinicChannels(entry.Mail, NullIfEmpty(entry.Webhook), TimeZoneInfo.FindSystemTimeZoneById(entry.TimeZone), entry.MailShowsValues, entry.WebhookShape, NullIfEmpty(entry.WebhookSecret)) { Sms = entry.Sms, Fhir = NullIfEmpty(entry.Fhir) }
            : new ClinicChannels(
                Formatted(o.DefaultMail, clinic),
                NullIfEmpty(string.Format(o.DefaultWebhook, clinic)),
                TimeZoneInfo.Utc);
    }

    private static string[] OnCall(ClinicEntry entry, TimeZoneInfo zone, DateTimeOffset now) => entry.Rota.At(now, zone) is { Length: > 0 } turn ? turn : entry.OnCallMail;

    private static string[] Formatted(string pattern, string clinic) => pattern.Length > 0 ? [string.Format(pattern, clinic)] : [];

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
