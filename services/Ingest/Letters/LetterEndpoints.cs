using System.Security.Claims;
using System.Text.Json.Serialization;
using VectorCare.Contracts;
using VectorCare.Ingest.Storage.Upkeep;
using VectorCare.ServiceDefaults.Auth;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Ingest.Letters;

/// <summary>A letter as operators see it: no event id and no body, since both lead to a patient.</summary>
internal sealed record LetterView(string Id, string Topic, string Reason, LetterRemedy Remedy, string? Type, DateTimeOffset ReceivedAt, long Length, LetterResolution? Resolution)
{
    public static LetterView Of(KeptLetter letter) => new(letter.Id, letter.Topic, letter.Reason, LetterClassifier.Remedy(letter.Topic, letter.Reason), letter.Type, letter.ReceivedAt, letter.Length, letter.Resolution);
}

/// <summary>Why letters are dropped.</summary>
/// <param name="Reason">10 to 200 characters; no patient data.</param>
internal sealed record LetterDrop(string Reason);

/// <summary>What became of letters.</summary>
/// <param name="Results">Letters by result.</param>
/// <param name="More">Whether there may be more.</param>
internal sealed record LettersResolved(Dictionary<LetterResult, int> Results, bool More);

/// <summary>JSON form of the answers.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(List<LetterCount>))]
[JsonSerializable(typeof(List<LetterView>))]
[JsonSerializable(typeof(LetterDrop))]
[JsonSerializable(typeof(LettersResolved))]
internal sealed partial class LettersJson : JsonSerializerContext;

/// <summary>Dead letters come from every topic, and are looked at and resolved by people.</summary>
internal static class LetterEndpoints
{
    private const int AtOnce = 1000;
    private const string Id = "{id:regex(^[0-9a-f]{{32}}(-[0-9]+)?$)}";

    public static void MapLetters(this WebApplication app)
    {
        foreach (var topic in Topics.All)
            app.MapDeadLetter(topic, KeepAsync);
        var letters = app.MapGroup("/v1/dead-letters").RequireRole(Roles.Operator);
        letters.MapGet("", async (bool? resolved, string? topic, string? reason, int? limit, LetterStore store, HttpContext http) =>
            (await store.ListAsync(resolved != true, DeadLetterTopic(topic), reason, Math.Clamp(limit ?? 50, 1, AtOnce), http.RequestAborted)).ConvertAll(LetterView.Of))
            .WithName("GetLetters").WithSummary("Dead letters, oldest first; open ones unless resolved=true.");
        letters.MapGet("counts", (LetterStore store, HttpContext http) => store.CountAsync(http.RequestAborted)).WithName("CountLetters").WithSummary("Open dead letters by topic and reason, and what is to be done with them.");
        letters.MapGet(Id, async (string id, LetterStore store, HttpContext http) =>
            await store.FindAsync(id, http.RequestAborted) is var (letter, _) ? Results.Ok(LetterView.Of(letter)) : Results.NotFound()).WithName("GetLetter").WithSummary("A dead letter by its id, or the newest by its key.");
        letters.MapPost(Id + "/replay", async (string id, ClaimsPrincipal user, LetterDesk desk, HttpContext http) =>
            Answer(await desk.ReplayAsync(id, Name(user), http.RequestAborted))).WithName("ReplayLetter").WithSummary("Publishes a dead letter again under its own event id; 409 where that cannot be.");
        letters.MapPost(Id + "/drop", async (string id, LetterDrop drop, ClaimsPrincipal user, LetterDesk desk, HttpContext http) =>
            IsReason(drop) ? Answer(await desk.DropAsync(id, drop.Reason, Name(user), http.RequestAborted)) : BadReason()).WithName("DropLetter").WithSummary("Drops a dead letter for a reason that is kept.");
        letters.MapPost("replay", ReplayAllAsync).WithName("ReplayLetters").WithSummary("Publishes open dead letters of a topic again, the oldest 1,000.");
        letters.MapPost("drop", DropAllAsync).WithName("DropLetters").WithSummary("Drops open dead letters of a topic that is not replayed, the oldest 1,000, for a reason that is kept.");
        app.MapGet("/v1/dead-letters/" + Id + "/body", BodyAsync).RequireRole(Roles.Clinician).WithName("GetLetterBody").WithSummary("The event as it lay on the topic; the reading is recorded.");
    }

    private static async Task<TopicResult> KeepAsync(DeadLetter letter, TopicContext context)
    {
        await context.Services.GetRequiredService<LetterStore>().KeepAsync(context.Topic, letter, context.Cancellation);
        return TopicResult.Success;
    }

    private static async Task<IResult> ReplayAllAsync(string topic, string? reason, ClaimsPrincipal user, LetterStore store, LetterDesk desk, HttpContext http)
    {
        var deadLetterTopic = DeadLetterTopic(topic)!;
        return LetterRoutes.TryOf(deadLetterTopic) is { IsReplayed: true }
            ? await ResolveAllAsync(await store.ListAsync(true, deadLetterTopic, reason, AtOnce, http.RequestAborted), id => desk.ReplayAsync(id, Name(user), http.RequestAborted))
            : Results.Problem($"Letters of '{topic}' are not replayed.", statusCode: StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> DropAllAsync(string topic, string? reason, LetterDrop drop, ClaimsPrincipal user, LetterStore store, LetterDesk desk, HttpContext http)
    {
        if (!IsReason(drop))
            return BadReason();
        var deadLetterTopic = DeadLetterTopic(topic)!;
        return LetterRoutes.TryOf(deadLetterTopic) is { IsReplayed: false }
            ? await ResolveAllAsync(await store.ListAsync(true, deadLetterTopic, reason, AtOnce, http.RequestAborted), id => desk.DropAsync(id, drop.Reason, Name(user), http.RequestAborted))
            : Results.Problem($"Letters of '{topic}' tell something: they are dropped one by one.", statusCode: StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ResolveAllAsync(List<KeptLetter> letters, Func<string, Task<LetterResult>> resolve)
    {
        var results = new Dictionary<LetterResult, int>();
        foreach (var letter in letters)
        {
            var result = await resolve(letter.Id);
            results[result] = results.GetValueOrDefault(result) + 1;
            if (result == LetterResult.NotPublished)
                break;
        }

        return Results.Ok(new LettersResolved(results, letters.Count == AtOnce));
    }

    private static async Task<IResult> BodyAsync(string id, ClaimsPrincipal user, LetterStore store, AuditTrail audit, HttpContext http)
    {
        var found = await store.FindAsync(id, http.RequestAborted);
        await audit.RecordAsync(Name(user), "read-letter", null, found?.Letter.Id ?? "not-found", http.RequestAborted);
        return found is var (_, body) ? Results.Bytes(body, "application/octet-stream") : Results.NotFound();
    }

    private static IResult Answer(LetterResult result) => result switch
    {
        LetterResult.Replayed or LetterResult.Dropped => Results.NoContent(),
        LetterResult.NotFound => Results.NotFound(),
        LetterResult.NotPublished => Results.Problem(result.ToString(), statusCode: StatusCodes.Status503ServiceUnavailable),
        _ => Results.Problem(result.ToString(), statusCode: StatusCodes.Status409Conflict),
    };

    private static bool IsReason(LetterDrop drop) => drop.Reason?.Trim().Length is >= 10 and <= 200 && !drop.Reason.Any(char.IsControl);

    private static IResult BadReason() => Results.Problem("A reason has 10 to 200 characters.", statusCode: StatusCodes.Status400BadRequest);

    private static string? DeadLetterTopic(string? topic) => topic is null || LetterRoutes.TryOf(topic) is not null ? topic : Topics.DeadLetter(topic);

    private static string Name(ClaimsPrincipal user) => user.Identity?.Name ?? "unknown";
}
