using System.Security.Claims;
using VectorCare.Contracts;
using VectorCare.Ingest.Polls;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Storage.Upkeep;
using VectorCare.ServiceDefaults.Auth;

namespace VectorCare.Ingest.Reading;

/// <summary>The read API: pages by instant, newest first; patients' data for clinicians only.</summary>
internal static class ReadingEndpoints
{
    private const int LargestPage = 200;
    private const int LargestSpan = 2016;

    public static void MapReading(this WebApplication app)
    {
        var patient = app.MapGroup("/v1/patients/{patient:guid}").RequireRole(Roles.Clinician);
        patient.MapGet("transmissions", async (Guid patient, DateTimeOffset? before, int? limit, IEventStore store, HttpContext http) =>
            Page(await store.TransmissionsAsync(patient, before ?? DateTimeOffset.MaxValue, Limit(limit), http.RequestAborted)))
            .WithName("GetTransmissions").WithSummary("Transmissions, newest first by the device's time; go on with before= the last session time.");
        patient.MapGet("latest", async (Guid patient, IEventStore store, TimeProvider clock, HttpContext http) =>
            (await store.LatestAsync(patient, http.RequestAborted)).Select(l => LatestReading.From(l, clock.GetUtcNow())).ToList())
            .WithName("GetLatest").WithSummary("The newest value of every term, with its age by the device's clock and by ours.");
        patient.MapGet("timeline", async (Guid patient, DateOnly? day, IEventStore store, TimeProvider clock, HttpContext http) =>
            await TimelineAsync(patient, day ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), store, http.RequestAborted))
            .WithName("GetTimeline").WithSummary("A UTC day: runs of polls, and the transmissions first seen.");
        patient.MapGet("polls", PollsAsync).WithName("GetPolls").WithSummary("Every poll between two instants, at most a week.");
        patient.MapGet("alerts", async (Guid patient, DateTimeOffset? before, int? limit, IEventStore store, TimeProvider clock, HttpContext http) =>
            Page(await store.AlertsAsync(patient, before ?? clock.GetUtcNow().AddYears(1), Limit(limit), http.RequestAborted))).WithName("GetPatientAlerts");
        patient.MapGet("connectivity", async (Guid patient, DateTimeOffset? before, int? limit, IEventStore store, TimeProvider clock, HttpContext http) =>
            Page(await store.ConnectivityAsync(patient, before ?? clock.GetUtcNow().AddYears(1), Limit(limit), http.RequestAborted))).WithName("GetConnectivity");
        patient.MapGet("freshness", (Guid patient, Freshness freshness) => freshness.Of(patient) is { } seen ? Results.Ok(seen) : Results.NotFound()).WithName("GetPatientFreshness");
        app.MapGet("/v1/alerts", async (DateTimeOffset? before, int? limit, IEventStore store, TimeProvider clock, HttpContext http) =>
            Page(await store.AlertsAsync(null, before ?? clock.GetUtcNow().AddYears(1), Limit(limit), http.RequestAborted))).RequireRole(Roles.Clinician).WithName("GetAlerts");
        app.MapGet("/v1/freshness/patients", (string? vendor, int? limit, Freshness freshness) => freshness.Stalest(vendor, Limit(limit)).ToList())
            .RequireRole(Roles.Clinician).WithName("GetStalestPatients").WithSummary("Patients by the age of our last view, oldest first.");
        app.MapGet("/v1/freshness/vendors", (Freshness freshness) => freshness.Vendors().ToList()).RequireRole(Roles.Operator).WithName("GetVendorFreshness");
        app.MapGet("/v1/statistics", StatisticsAsync).RequireRole(Roles.Operator).WithName("GetStatistics").WithSummary("Bytes, patients, polls and the share that found something new, for capacity review.");
        app.MapPut("/v1/patients/{patient:guid}/legal-hold", async (Guid patient, string reason, ClaimsPrincipal user, PatientDeletion deletion, HttpContext http) =>
            await deletion.HoldAsync(patient, reason, Name(user), http.RequestAborted)).RequireRole(Roles.Registrar).WithName("SetLegalHold");
        app.MapDelete("/v1/patients/{patient:guid}/legal-hold", async (Guid patient, ClaimsPrincipal user, PatientDeletion deletion, HttpContext http) =>
            await deletion.HoldAsync(patient, null, Name(user), http.RequestAborted)).RequireRole(Roles.Registrar).WithName("LiftLegalHold");
        app.MapDelete("/v1/patients/{patient:guid}/data", DeleteAsync).RequireRole(Roles.Registrar).WithName("DeletePatientData").WithSummary("Deletes all data of a patient; 409 under legal hold.");
    }

    private static async Task<Timeline> TimelineAsync(Guid patient, DateOnly day, IEventStore store, CancellationToken cancellationToken)
    {
        var number = day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        var slot = Slots.Of(patient);
        var (from, until) = (StorageDay.Start(number), StorageDay.Start(number + 1));
        var polls = await store.PollsAsync(patient, Slots.CycleAt(slot, Slots.NextDue(slot, from.AddSeconds(-1))), Slots.CycleAt(slot, until.AddSeconds(-1)), cancellationToken);
        return new Timeline(day, PollRun.Of(polls), await store.SeenOnAsync(patient, number, cancellationToken));
    }

    private static async Task<List<StoredPoll>> PollsAsync(Guid patient, DateTimeOffset? since, DateTimeOffset? until, IEventStore store, TimeProvider clock, HttpContext http)
    {
        var slot = Slots.Of(patient);
        var last = Slots.CycleAt(slot, until ?? clock.GetUtcNow());
        var first = since is { } from ? Slots.CycleAt(slot, from) : last - Slots.Count;
        var polls = await store.PollsAsync(patient, Math.Max(first, last - LargestSpan), last, http.RequestAborted);
        return [.. polls.Select(p => new StoredPoll(Slots.Due(p.Cycle, slot), p.Poll.Outcome, p.Poll.ContentHash, p.Poll.LatenessMs, p.Poll.Reason))];
    }

    private static async Task<FleetStatistics> StatisticsAsync(IEventStore store, Database database, PollLedger polls, Freshness freshness, HttpContext http)
    {
        var (counts, vendors) = (polls.Read(null, null), freshness.Vendors());
        var found = counts.Outcomes.Values.Sum(o => o.GetValueOrDefault(nameof(Contracts.Messages.PollOutcome.New)));
        return new FleetStatistics(store.Kind, await database.SizeAsync(http.RequestAborted), vendors.Sum(v => v.Patients), counts.Done, counts.Transmissions, counts.Done == 0 ? 0 : (double)found / counts.Done, vendors);
    }

    private static async Task<IResult> DeleteAsync(Guid patient, ClaimsPrincipal user, PatientDeletion deletion, Freshness freshness, HttpContext http)
    {
        if (!await deletion.DeleteAsync(patient, Name(user), http.RequestAborted))
            return Results.Conflict();
        freshness.Forget(patient);
        return Results.NoContent();
    }

    private static string Name(ClaimsPrincipal user) => user.Identity?.Name ?? "unknown";

    private static int Limit(int? wanted) => Math.Clamp(wanted ?? 50, 1, LargestPage);

    /// <summary>Stored bodies are JSON already; they are joined, not parsed.</summary>
    private static IResult Page(IReadOnlyList<byte[]> bodies)
    {
        using var page = new MemoryStream();
        page.WriteByte((byte)'[');
        foreach (var (index, body) in bodies.Index())
        {
            if (index > 0)
                page.WriteByte((byte)',');
            page.Write(body);
        }

        page.WriteByte((byte)']');
        return Results.Bytes(page.ToArray(), "application/json");
    }
}
