namespace VectorCare.Demo;

/// <summary>What the person at the console asked for.</summary>
/// <param name="Root">Folder with <c>dapr.yaml</c>.</param>
/// <param name="DataDirectory">Folder for journals, databases, mails and webhooks; emptied at start unless <paramref name="Keep"/>.</param>
/// <param name="Keep">Keep what an earlier run left.</param>
/// <param name="Patients">Demo population, 3 to 300,000.</param>
/// <param name="Speed">Application seconds per wall-clock second, 1 to 100.</param>
/// <param name="RunFor">Wall-clock time from the import to the end; null keeps running.</param>
/// <param name="SummaryFile">Where the summary goes as JSON, or null.</param>
/// <param name="Faults">Faults of the simulated vendors, for example <c>vendor-outage=aurora@30s+60s</c>.</param>
/// <param name="RateScale">Multiplies the event rates of the simulated population, so that a short demo sees events.</param>
/// <param name="Hl7Folder">Folder of HL7 messages that Cygnus serves too, or null.</param>
/// <param name="Clinics">Clinics of the simulated population.</param>
/// <param name="Build">Whether the projects are built first.</param>
/// <param name="MailPort">Port of the mailbox, as in the component file of mail.</param>
/// <param name="WebhookPort">Port of the webhook inbox, as in the component file of webhook.</param>
internal sealed record DemoOptions(
    string Root,
    string DataDirectory,
    bool Keep,
    int Patients,
    double Speed,
    TimeSpan? RunFor,
    string? SummaryFile,
    IReadOnlyList<string> Faults,
    double RateScale,
    string? Hl7Folder,
    int Clinics = 30,
    bool Build = true,
    int MailPort = 7125,
    int WebhookPort = 7126);
