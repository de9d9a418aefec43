using System.Text.Json.Serialization;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Summary;
using VectorCare.ServiceDefaults.Auth;

namespace VectorCare.Ingest.Reading;

/// <summary>The read API: pages by instant, newest first; closed to all but clinicians.</summary>
internal static class ReadingEndpoints
{
    private const int LargestPage = 200;

    public static void MapReading(this WebApplication app)
    {
        app.MapGet("/v1/patients/{patient:guid}/transmissions", async (Guid patient, DateTimeOffset? before, int? limit, IEventStore store, TimeProvider clock, HttpContext http) =>
            Page(await store.TransmissionsAsync(patient, before ?? clock.GetUtcNow().AddYears(1), Limit(limit), http.RequestAborted))).RequireRole(Roles.Clinician);
        app.MapGet("/v1/patients/{patient:guid}/polls", async (Guid patient, DateTimeOffset? since, DateTimeOffset? until, IEventStore store, TimeProvider clock, HttpContext http) =>
        {
            var slot = Slots.Of(patient);
            var last = Slots.CycleAt(slot, until ?? clock.GetUtcNow());
            var first = since is { } from ? Slots.CycleAt(slot, from) : last - Slots.Count;
            var polls = await store.PollsAsync(patient, Math.Max(first, last - 2016), last, http.RequestAborted);
            return Results.Ok(polls.Select(p => new StoredPoll(Slots.Due(p.Cycle, slot), p.Poll.Outcome, p.Poll.ContentHash, p.Poll.LatenessMs, p.Poll.Reason)).ToList());
        }).RequireRole(Roles.Clinician);
        app.MapGet("/v1/alerts", async (DateTimeOffset? before, int? limit, IEventStore store, TimeProvider clock, HttpContext http) =>
            Page(await store.AlertsAsync(before ?? clock.GetUtcNow().AddYears(1), Limit(limit), http.RequestAborted))).RequireRole(Roles.Clinician);
    }

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

/// <summary>A poll as the read API gives it.</summary>
/// <param name="Due">Due instant.</param>
/// <param name="Outcome">Outcome.</param>
/// <param name="ContentHash">Hash of the page outside its volatile parts, or null.</param>
/// <param name="LatenessMs">Request start minus due instant, in ms.</param>
/// <param name="Reason">Reason code, or null.</param>
public sealed record StoredPoll(DateTimeOffset Due, PollOutcome Outcome, string? ContentHash, long LatenessMs, string? Reason);

/// <summary>JSON form of the answers.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(IngestSummary))]
[JsonSerializable(typeof(List<StoredPoll>))]
internal sealed partial class IngestJson : JsonSerializerContext;
