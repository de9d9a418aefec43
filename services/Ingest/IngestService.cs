using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Events;
using VectorCare.Ingest.Export;
using VectorCare.Ingest.Letters;
using VectorCare.Ingest.Polls;
using VectorCare.Ingest.Reading;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Storage.Raw;
using VectorCare.Ingest.Summary;
using VectorCare.ServiceDefaults.Auth;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Ingest;

/// <summary>Ingest: idempotent storage of outcomes, transmissions, connectivity and alerts; the read API.</summary>
public static class IngestService
{
    /// <summary>Registers ingest.</summary>
    /// <param name="builder">The service's builder, with its defaults.</param>
    /// <returns>The builder.</returns>
    public static WebApplicationBuilder AddIngest(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IngestMetrics>();
        services.AddSingleton<PollLedger>();
        services.AddSingleton<Freshness>();
        services.AddOpenApi();
        services.AddSingleton<AlertLedger>();
        services.AddStorage(builder.Configuration);
        services.AddExport();
        services.AddSingleton<Plausibility>();
        services.AddSingleton<EventIntake>();
        services.AddSingleton<LetterClassifier>().AddSingleton<LetterStore>().AddSingleton<LetterDesk>();
        services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, IngestJson.Default));
        services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, LettersJson.Default));
        return builder;
    }

    /// <summary>Maps the endpoints of ingest.</summary>
    /// <param name="app">The service.</param>
    /// <returns>The service.</returns>
    public static WebApplication MapIngest(this WebApplication app)
    {
        app.MapTopic(Topics.PollOutcomes, ContractsJson.Default.PollOutcomes, (PollOutcomes data, TopicContext context) => Take(context, new OutcomesReceived(context.Id, data)));
        app.MapTopic(Topics.Transmissions, ContractsJson.Default.Transmission, (Transmission data, TopicContext context) => Take(context, new TransmissionReceived(context.Id, data)));
        app.MapTopic(Topics.Connectivity, ContractsJson.Default.ConnectivityEvent, (ConnectivityEvent data, TopicContext context) => Take(context, new ConnectivityReceived(context.Id, data)));
        app.MapTopic(Topics.Alerts, ContractsJson.Default.AlertEvent, (AlertEvent data, TopicContext context) => Take(context, new AlertReceived(context.Id, data)));
        app.MapGet(Routes.IngestSummary, (DateTimeOffset? since, DateTimeOffset? until, PollLedger polls, AlertLedger alerts) => IngestSummary.From(polls.Read(since, until), alerts.Read())).RequireRole(Roles.Operator);
        app.MapReading();
        app.MapRaw();
        app.MapLetters();
        app.MapExport();
        app.MapOpenApi("/v1/openapi.json").RequireRole(Roles.Operator, Roles.Clinician);
        return app;
    }

    private static Task<TopicResult> Take(TopicContext context, IngestEvent received) =>
        context.Services.GetRequiredService<EventIntake>().TakeAsync(received, context.Cancellation);
}
