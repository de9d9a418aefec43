using System.Data.Common;
using VectorCare.Ingest.Events;
using VectorCare.Ingest.Storage;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Ingest.Letters;

/// <summary>A letter that is kept.</summary>
/// <param name="Id">Key of the letter and how often it was resolved before.</param>
/// <param name="Topic">Dead-letter topic.</param>
/// <param name="Reason">Why it is one.</param>
/// <param name="Type">CloudEvent type, or null.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Resolution">What became of it; null while it is open.</param>
internal sealed record KeptLetter(string Id, string Topic, string Reason, string? Type, DateTimeOffset ReceivedAt, long Length, LetterResolution? Resolution);

/// <summary>What became of a letter.</summary>
/// <param name="How"><c>replayed</c> or <c>dropped</c>.</param>
/// <param name="At">When.</param>
/// <param name="By">Who did it.</param>
/// <param name="Note">Why, of a dropped one.</param>
internal sealed record LetterResolution(string How, DateTimeOffset At, string By, string? Note);

/// <summary>Open letters of a topic and reason.</summary>
internal sealed record LetterCount(string Topic, string Reason, LetterRemedy Remedy, long Letters, DateTimeOffset Oldest);

/// <summary>Letters in the store: what came is never changed, only what became of it is added.</summary>
internal sealed class LetterStore(Database database, GroupCommit commits, LetterClassifier classifier, TimeProvider clock)
{
    private const string Columns = "id, topic, reason, type, received_at, length(body), resolution, resolved_at, resolved_by, note";

    /// <summary>Keeps a letter and returns after its commit: the same one once, until it was resolved.</summary>
    /// <returns>True when it was new.</returns>
    public async Task<bool> KeepAsync(string topic, DeadLetter letter, CancellationToken cancellationToken)
    {
        await commits.Opened.WaitAsync(cancellationToken);
        var key = letter.Key(topic);
        var resolved = await database.ReadAsync("SELECT count(*) FROM dead_letters WHERE id >= $1 AND id <= $2 AND resolution IS NOT NULL", r => r.GetInt64(0), cancellationToken, key, EndOf(key)).SingleAsync(cancellationToken);
        return await commits.WriteAsync(new LetterReceived($"{key}-{resolved}", topic, letter.Type?.Replace("\0", string.Empty, StringComparison.Ordinal), letter.Body.ToArray()) { Reason = classifier.Reason(topic, letter) }, cancellationToken);
    }

    /// <summary>Open letters by topic and reason.</summary>
    public async Task<List<LetterCount>> CountAsync(CancellationToken cancellationToken) => await database.ReadAsync(
        "SELECT topic, reason, count(*), min(received_at) FROM dead_letters WHERE resolution IS NULL GROUP BY topic, reason ORDER BY topic, reason",
        r => new LetterCount(r.GetString(0), r.GetString(1), LetterClassifier.Remedy(r.GetString(0), r.GetString(1)), r.GetInt64(2), database.Time(r, 3)), cancellationToken).ToListAsync(cancellationToken);

    /// <summary>Letters, oldest first.</summary>
    /// <param name="open">Open ones, or resolved ones.</param>
    /// <param name="topic">Those of a dead-letter topic, or null.</param>
    /// <param name="reason">Those with a reason, or null.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<List<KeptLetter>> ListAsync(bool open, string? topic, string? reason, int limit, CancellationToken cancellationToken) => await database.ReadAsync(
        $"SELECT {Columns} FROM dead_letters WHERE resolution IS {(open ? string.Empty : "NOT ")}NULL AND topic = coalesce($1, topic) AND reason = coalesce($2, reason) ORDER BY sequence LIMIT $3",
        Letter, cancellationToken, topic, reason, limit).ToListAsync(cancellationToken);

    /// <summary>A letter by its id, or the newest by its key; null where there is none.</summary>
    public async Task<(KeptLetter Letter, byte[] Body)?> FindAsync(string id, CancellationToken cancellationToken) => await database.ReadAsync(
        $"SELECT {Columns}, body FROM dead_letters WHERE id >= $1 AND id <= $2 ORDER BY sequence DESC LIMIT 1",
        r => ((KeptLetter, byte[])?)(Letter(r), (byte[])r[10]), cancellationToken, id, id.Contains('-', StringComparison.Ordinal) ? id : EndOf(id)).FirstOrDefaultAsync(cancellationToken);

    /// <summary>Writes down what became of a letter.</summary>
    /// <returns>False when somebody else resolved it before.</returns>
    public async Task<bool> ResolveAsync(string id, string how, string by, string? note, CancellationToken cancellationToken) =>
        await database.RunAsync("UPDATE dead_letters SET resolution = $2, resolved_at = $3, resolved_by = $4, note = $5 WHERE id = $1 AND resolution IS NULL", cancellationToken, id, how, clock.GetUtcNow(), by, note) > 0;

    /// <summary>Comes after every id of a key, in the order of any language: digits are before letters in all of them.</summary>
    private static string EndOf(string key) => key + "z";

    private KeptLetter Letter(DbDataReader r) => new(
        r.GetString(0), r.GetString(1), r.GetString(2), r.IsDBNull(3) ? null : r.GetString(3), database.Time(r, 4), Convert.ToInt64(r[5], System.Globalization.CultureInfo.InvariantCulture),
        r.IsDBNull(6) ? null : new LetterResolution(r.GetString(6), database.Time(r, 7), r.GetString(8), r.IsDBNull(9) ? null : r.GetString(9)));
}
