using Dapr.Workflow;
using Microsoft.Extensions.Options;
using VectorCare.Alerting.Charts;
using VectorCare.Alerting.Clinics;
using VectorCare.Alerting.Delivery;
using VectorCare.Alerting.Delivery.Fhir;
using VectorCare.Alerting.Delivery.Limits;
using VectorCare.Alerting.Delivery.Mail;
using VectorCare.Alerting.Delivery.Sms;
using VectorCare.Alerting.Delivery.Webhook;
using VectorCare.Alerting.Episodes;
using VectorCare.Alerting.Escalation;
using VectorCare.Alerting.Feedback;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Inbox;
using VectorCare.Alerting.Intake;
using VectorCare.Alerting.Ladder;
using VectorCare.Alerting.Rules.Loading;
using VectorCare.Alerting.Rules.Thresholds;
using VectorCare.Alerting.Signing;
using VectorCare.Alerting.Stages;
using VectorCare.Alerting.Summary;
using VectorCare.Alerting.Sweep;
using VectorCare.ServiceDefaults.Auth;
using VectorCare.ServiceDefaults.Sidecar;

namespace VectorCare.Alerting;

/// <summary>The alerting service: rules, episodes, stages and delivery.</summary>
public static class AlertingService
{
    /// <summary>Registers the service. The rule catalogue is loaded and checked here: a bad rule stops the start.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <returns>The builder.</returns>
    public static WebApplicationBuilder AddAlerting(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(_ => RuleLoader.LoadEmbedded());
        services.AddOptions<ThresholdOptions>().BindConfiguration("Alerting:Thresholds").ValidateOnStart();
        services.AddOptions<ClinicOptions>().BindConfiguration("Alerting:Clinics").ValidateOnStart();
        services.AddOptions<DeliveryOptions>().BindConfiguration("Alerting:Delivery").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<AlertLinkOptions>().BindConfiguration("Alerting:Links").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<EscalationOptions>().BindConfiguration("Alerting:Escalation").ValidateOnStart();
        services.AddSingleton<IValidateOptions<EscalationOptions>, EscalationOptionsValidator>();
        services.AddSingleton<IValidateOptions<ThresholdOptions>, ThresholdOptionsValidator>();
        services.AddSingleton<IValidateOptions<ClinicOptions>, ClinicOptionsValidator>();
        services.AddSingleton<ThresholdBook>().AddSingleton<ChartEntryReader>().AddSingleton<EpisodeReader>();
        services.AddSingleton<IDocuments, DaprDocuments>().AddSingleton<CoalescedDocuments>().AddSingleton<CaseFileStore>().AddSingleton<CaseFileTrimmer>();
        services.AddSingleton<IBinding, DaprBinding>().AddSingleton<Providers>().AddSingleton<IAlertChannel, MailChannel>().AddSingleton<IAlertChannel, WebhookChannel>().AddSingleton<IAlertChannel, SmsChannel>().AddSingleton<IAlertChannel, FhirChannel>();
        services.AddSingleton<ClinicDirectory>().AddSingleton<AlertLadder>().AddSingleton<Outbox>();
        services.AddSingleton<AlertingMetrics>().AddSingleton<DeliveryBoard>().AddSingleton<OpenAlerts>().AddSingleton<DeadLetters>();
        services.AddSingleton<SweepIndex>().AddSingleton<SweepService>().AddHostedService(s => s.GetRequiredService<SweepService>());
        services.AddSingleton<EscalationPlan>().AddSingleton<IEpisodeWorkflows, DaprEpisodeWorkflows>();
        services.AddSingleton<ISigningKeys, DaprSigningKeys>().AddSingleton<AlertLinks>().AddSingleton<LabelStore>().AddSingleton<ClinicianFeedback>();
        services.AddSingleton<IClinicInboxes, DaprClinicInboxes>().AddSingleton<InboxDesk>();
        var sidecar = SidecarOptions.From(builder.Configuration);
        services.AddActors(options =>
        {
            options.HttpEndpoint = sidecar.Http.ToString().TrimEnd('/');
            options.DaprApiToken = sidecar.ApiToken ?? string.Empty;
            options.Actors.RegisterActor<ClinicInbox>();
        });
        services.AddDaprWorkflow(options =>
        {
            options.RegisterWorkflow<AlertEpisode>();
            options.RegisterActivity<PageActivity>();
            options.RegisterActivity<GiveUpActivity>();
        });
        services.AddHealthChecks().AddCheck<SweepHealth>("sweep");

        // The way of an alert, stage by stage.
        services.AddSingleton<IReadOnlyList<IAlertStage>>(s =>
        [
            ActivatorUtilities.CreateInstance<MatchStage>(s),
            ActivatorUtilities.CreateInstance<DedupeStage>(s),
            ActivatorUtilities.CreateInstance<InhibitStage>(s),
            ActivatorUtilities.CreateInstance<GroupStage>(s),
            ActivatorUtilities.CreateInstance<RouteStage>(s),
            ActivatorUtilities.CreateInstance<DeliverStage>(s),
            ActivatorUtilities.CreateInstance<RecordStage>(s),
        ]);
        services.AddSingleton<AlertPipeline>();
        return builder;
    }

    /// <summary>Maps the service's endpoints.</summary>
    /// <param name="app">The service.</param>
    /// <returns>The service.</returns>
    public static WebApplication MapAlerting(this WebApplication app)
    {
        app.MapActorsHandlers().RequireSidecar();
        app.MapTopics();
        app.MapAlerts();
        app.MapFeedback();
        app.MapLinks();
        return app;
    }
}
