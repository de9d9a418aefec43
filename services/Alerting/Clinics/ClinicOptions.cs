namespace VectorCare.Alerting.Clinics;

/// <summary>Where alerts of clinics go, section <c>Alerting:Clinics</c>.</summary>
internal sealed class ClinicOptions
{
    /// <summary>Clinics by id.</summary>
    public Dictionary<string, ClinicEntry> Directory { get; init; } = [];

    /// <summary>Mail address of a clinic that is not in the directory; <c>{0}</c> is its id. Empty: such a clinic has no mail.</summary>
    public string DefaultMail { get; init; } = "{0}@clinics.example";

    /// <summary>Mail address of who is on call for such a clinic, or empty.</summary>
    public string DefaultOnCallMail { get; init; } = "{0}-on-call@clinics.example";

    /// <summary>Mail address of such a clinic's fallback, or empty.</summary>
    public string DefaultFallbackMail { get; init; } = "{0}-fallback@clinics.example";

    /// <summary>Webhook path of a clinic that is not in the directory; <c>{0}</c> is its id. Empty: such a clinic has no webhook.</summary>
    public string DefaultWebhook { get; init; } = "clinics/{0}";

    /// <summary>Inbox of clinics that do not state one of their own.</summary>
    public InboxOptions Inbox { get; init; } = new();

    /// <summary>Mail addresses of operations, at least one.</summary>
    public string[] OperationsMail { get; init; } = [];

    /// <summary>Webhook path of operations, or empty.</summary>
    public string OperationsWebhook { get; init; } = "operations";
}

/// <summary>A clinic of the directory.</summary>
internal sealed class ClinicEntry
{
    /// <summary>Mail addresses.</summary>
    public string[] Mail { get; init; } = [];

    /// <summary>Mail addresses of who is on call; empty: the clinic's own.</summary>
    public string[] OnCallMail { get; init; } = [];

    /// <summary>Who is on call, in turns; it goes before <see cref="OnCallMail"/>.</summary>
    public OnCallRota Rota { get; init; } = new();

    /// <summary>Mail addresses of the clinic's fallback; empty: operations.</summary>
    public string[] FallbackMail { get; init; } = [];

    /// <summary>Numbers for text messages of red alerts, in the form +15550100001; default none.</summary>
    public string[] Sms { get; init; } = [];

    /// <summary>Path of its record system behind the FHIR binding's URL, or null.</summary>
    public string? Fhir { get; init; }

    /// <summary>Path behind the webhook binding's URL, or null.</summary>
    public string? Webhook { get; init; }

    /// <summary>What its webhook understands; default the alert as JSON.</summary>
    public WebhookShape WebhookShape { get; init; }

    /// <summary>Secret with the key that signs its webhook's calls, base64 of at least 32 bytes; default none: not signed. Without the secret nothing is sent to the webhook.</summary>
    public string? WebhookSecret { get; init; }

    /// <summary>IANA time zone; default UTC.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Whether mails and webhooks may show measured values; default true. False: they say which rule, the values are seen on the clinic's screen.</summary>
    public bool MailShowsValues { get; init; } = true;

    /// <summary>Its inbox, or null for the one of all.</summary>
    public InboxOptions? Inbox { get; init; }
}

/// <summary>Form of a webhook's body.</summary>
internal enum WebhookShape
{
    /// <summary>The alert or digest as JSON.</summary>
    Json,

    /// <summary>Message of Slack.</summary>
    Slack,

    /// <summary>Adaptive card of Microsoft Teams.</summary>
    Teams,
}
