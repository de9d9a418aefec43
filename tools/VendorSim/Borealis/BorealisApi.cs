using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using VendorSim.Credentials;
using VendorSim.Faults;
using VendorSim.Population;

namespace VendorSim.Borealis;

/// <summary>The JSON API.</summary>
internal sealed partial class BorealisApi(SimPopulation population, CredentialStore credentials, VendorSimOptions options, TimeProvider time)
{
    private const int LimitDefault = 10;
    private const int LimitMost = 50;
    private readonly ConcurrentDictionary<string, TokenBucket> _buckets = new();

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/borealis/api/v2/patients/{portalRef}/transmissions", app.ServiceProvider.GetRequiredService<BorealisApi>().ListAsync);

    private async Task ListAsync(HttpContext context, string portalRef)
    {
        var clinic = credentials.ClinicOfKey(context.Request.Headers["X-Api-Key"].ToString());
        if (clinic is null)
        {
            await BorealisProblems.WriteAsync(context, StatusCodes.Status401Unauthorized, "The header X-Api-Key is missing or its key is not valid.");
            return;
        }

        var bucket = _buckets.GetOrAdd(clinic, static (_, rate) => new TokenBucket(rate, 2 * rate), options.BorealisRate);
        var now = time.GetUtcNow();
        var taken = bucket.TryTake(now, out var remaining, out var retryAfter);
        context.Response.Headers["X-RateLimit-Limit"] = options.BorealisRate.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["X-RateLimit-Remaining"] = remaining.ToString();
        if (!taken)
        {
            context.Response.Headers.RetryAfter = retryAfter.ToString();
            await BorealisProblems.WriteAsync(context, StatusCodes.Status429TooManyRequests, "The clinic's request rate is exhausted.");
            return;
        }

        var timeline = population.Find(Vendor.Borealis, portalRef);
        if (timeline is null || timeline.Patient.ClinicName != clinic)
        {
            await BorealisProblems.WriteAsync(context, StatusCodes.Status404NotFound, "There is no such patient in your clinic.");
            return;
        }

        if (!TryQuery(context.Request.Query, out var since, out var skip, out var limit, out var error))
        {
            await BorealisProblems.WriteAsync(context, StatusCodes.Status400BadRequest, error);
            return;
        }

        await AnswerAsync(context, timeline, timeline.At(now), since, skip, limit);
    }

    private async Task AnswerAsync(HttpContext context, Timeline timeline, PatientView view, DateTimeOffset? since, int skip, int limit)
    {
        var first = since is null ? 0 : Array.FindIndex(view.Reports, report => report.AppearsAt > since);
        var matching = first < 0 ? default : view.Reports.AsMemory(first);
        var newest = view.Newest;
        var etag = $"\"{Draw.For((ulong)timeline.Patient.Index, newest.Key, (ulong)newest.AppearsAt.Ticks, (ulong)(since?.UtcTicks ?? 0), (ulong)skip, (ulong)limit, (ulong)matching.Length).Next():x16}\"";
        context.Response.Headers.CacheControl = "private, no-cache";
        if (PageValidators.IsKnown(context, options.LastModified ? null : etag, newest.AppearsAt))
            return;

        var page = skip < matching.Length ? matching[skip..Math.Min(matching.Length, skip + limit)] : default;
        var next = skip + limit < matching.Length
            ? $"{context.Request.Path}?cursor={skip + limit}&limit={limit}{(since is null ? "" : $"&since={BorealisJson.Time(since.Value)}")}"
            : null;
        var json = BorealisJson.Page(timeline.Patient, page.Span, next, matching.Length);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = json.Length;
        await context.Response.BodyWriter.WriteAsync(json, context.RequestAborted);
    }

    private static bool TryQuery(IQueryCollection query, out DateTimeOffset? since, out int skip, out int limit, out string error)
    {
        since = null;
        skip = 0;
        limit = LimitDefault;
        error = "";
        if (query.TryGetValue("since", out var text))
        {
            // A '+' in a query is a space.
            var value = text.ToString().Replace(' ', '+');
            if (!WithOffset().IsMatch(value) || !DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var parsed))
                error = "since is no ISO 8601 instant with an offset.";
            else
                since = parsed;
        }

        if (query.TryGetValue("limit", out text) && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > LimitMost))
            error = $"limit is out of range, give 1 to {LimitMost}.";
        if (query.TryGetValue("cursor", out text) && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out skip))
            error = "cursor is not valid.";
        return error.Length == 0;
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,7})?)?(Z|[+-]\d\d:\d\d)$", RegexOptions.CultureInvariant, 100)]
    private static partial Regex WithOffset();
}
