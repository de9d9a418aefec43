using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;
using VectorCare.Contracts;
using VectorCare.EndToEnd.Tests.World;
using VectorCare.ServiceDefaults.Auth;
using VendorSim;

namespace VectorCare.EndToEnd.Tests.Telemetry;

// Sources are those of the process: what one of these tests samples, the others would see sampled, too.
[Collection("telemetry")]
public sealed class AlertTraceTests
{
    private static readonly string[] Way =
        ["discovery transmission", "POST /events/transmissions", "judge transmission", "activity PageActivity", "deliver alert", "acknowledge alert", "POST /events/alerts"];

    [Fact]
    public async Task Run_RedAlertWhosePollIsNotSampled_IsOneTraceToItsAcknowledgementAndLinkedToThePoll()
    {
        var stopped = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener { ShouldListenTo = s => s.Name is "VectorCare.Polls" or "VectorCare.Discovery", Sample = (ref _) => ActivitySamplingResult.PropagationData, ActivityStopped = stopped.Add };
        ActivitySource.AddActivityListener(listener);
        await using var zipkin = await SpanSink.StartAsync();
        await using var world = await VectorCareWorld.StartAsync(
            new VendorSimOptions { Patients = 3, Clinics = 1, RateScale = 0.001 },
            settings: new Dictionary<string, string?> { ["Telemetry:SamplingRatio"] = "0", ["Telemetry:Zipkin"] = zipkin.Url, ["Alerting:Clinics:DefaultMail"] = string.Empty });
        var patient = world.Population[0].Split(',');
        var called = new TaskCompletionSource<(string Traceparent, string AlertId)>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var clinic = await StartClinicAsync(world.WebhookPort, "VT-01", called);
        await world.PollAsync([.. world.Population], await world.ImportAsync(world.Population), 1);
        await world.InjectAsync(patient[3], """{"kind":"vt","values":{"ventricularRate":190},"appearAfterSeconds":0}""");
        await world.PollAsync([.. world.Population], world.Time.Clock.GetUtcNow(), 1);

        var (traceparent, alertId) = await world.WaitAsync(called.Task);
        using var acknowledge = new HttpRequestMessage(HttpMethod.Post, world.Url(AppIds.Alerting, $"/v1/alerts/{alertId}/acknowledge"));
        (await world.WaitAsync(world.SendAsync(acknowledge, Roles.Clinician))).EnsureSuccessStatusCode();

        // The binding carried the alert's trace to the clinic; ingest stores the acknowledgement a little later.
        var trace = ActivityContext.Parse(traceparent, null).TraceId;
        var spans = await SpansAsync(world, zipkin, trace);
        Assert.Empty(Way.Except(spans.Select(s => s.GetProperty("name").GetString()), StringComparer.OrdinalIgnoreCase));
        var discovery = Assert.Single(stopped, a => a.TraceId == trace && a.OperationName == "discovery transmission");
        Assert.Equal(default, discovery.ParentSpanId);
        var poll = Assert.Single(discovery.Links).Context;
        Assert.NotEqual(trace, poll.TraceId);
        Assert.Equal(["poll batch", "publish slot"], stopped.Where(a => a.TraceId == poll.TraceId).Select(a => a.OperationName).Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(zipkin.Trace(poll.TraceId.ToString()));
        foreach (var secret in (string[])[patient[0], patient[3], alertId])
            Assert.DoesNotContain(spans, s => s.GetRawText().Contains(secret, StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<IReadOnlyList<JsonElement>> SpansAsync(VectorCareWorld world, SpanSink zipkin, ActivityTraceId trace)
    {
        IReadOnlyList<JsonElement> spans = [];
        for (var attempts = 0; attempts < 50 && Way.Except(spans.Select(s => s.GetProperty("name").GetString()), StringComparer.OrdinalIgnoreCase).Any(); attempts++)
        {
            await world.WaitAsync(world.SendAsync(new HttpRequestMessage(HttpMethod.Get, world.Url(AppIds.Ingest, Routes.Live)), role: null));
            foreach (var service in world.Services)
                service.Services.GetRequiredService<TracerProvider>().ForceFlush();
            spans = zipkin.Trace(trace.ToString());
        }

        return spans;
    }

    /// <summary>A clinic's webhook: gives trace context and alert of the first call that holds a text.</summary>
    private static async Task<WebApplication> StartClinicAsync(int port, string text, TaskCompletionSource<(string Traceparent, string AlertId)> called)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add($"http://127.0.0.1:{port}");
        app.MapPost("/{**path}", async context =>
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body);
            if (body.RootElement.GetRawText().Contains(text, StringComparison.Ordinal))
                called.TrySetResult((context.Request.Headers.TraceParent.ToString(), body.RootElement.GetProperty("alertId").GetString()!));
        });
        await app.StartAsync();
        return app;
    }
}
