using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using VectorCare.Alerting.Files;

namespace VectorCare.Alerting.Feedback;

/// <summary>What a clinician said.</summary>
internal enum FeedbackKind
{
    /// <summary>Acknowledged.</summary>
    Acknowledged,

    /// <summary>To be told again later.</summary>
    Snoozed,

    /// <summary>A false positive.</summary>
    NotUseful,

    /// <summary>A false negative: an alert was missed.</summary>
    Missed,
}

/// <summary>A judgement, kept for quality measurement and as its own audit record.</summary>
/// <param name="Id">The same judgement has the same id.</param>
/// <param name="Kind">What was said.</param>
/// <param name="At">When.</param>
/// <param name="By">Subject of the token, or <c>link:{clinic}</c>.</param>
/// <param name="AlertId">The alert; null for a missed one.</param>
/// <param name="Patient">Internal patient id, or null.</param>
/// <param name="Rule">Rule id, or null where the clinician named none.</param>
/// <param name="RuleVersion">Version of the rule that decided, or null.</param>
/// <param name="DeviceTime">When it began; of a missed alert the date the clinician gave.</param>
/// <param name="Reason">Why, in the clinician's words.</param>
/// <param name="Until">End of a snooze.</param>
internal sealed record FeedbackLabel(
    string Id, FeedbackKind Kind, DateTimeOffset At, string By, string? AlertId, Guid? Patient, string? Rule, string? RuleVersion, DateTimeOffset? DeviceTime, string? Reason, DateTimeOffset? Until);

/// <summary>A part of a day's labels.</summary>
internal sealed class LabelShard
{
    /// <summary>Labels by id.</summary>
    public Dictionary<string, FeedbackLabel> Labels { get; init; } = [];
}

/// <summary>The labels, by day.</summary>
internal sealed class LabelStore(CoalescedDocuments coalesced, IDocuments documents)
{
    private const int Shards = 16;

    /// <summary>Keeps a label; the first with its id stays.</summary>
    public Task AddAsync(FeedbackLabel label, CancellationToken cancellationToken) =>
        coalesced.UpdateAsync(
            KeyOf(DateOnly.FromDateTime(label.At.UtcDateTime), (int)(XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(label.Id)) % Shards)),
            AlertingJson.Default.LabelShard,
            shard => shard.Labels.TryAdd(label.Id, label),
            cancellationToken);

    /// <summary>The labels of a day (UTC), in the order of their giving.</summary>
    public async Task<FeedbackLabel[]> ReadAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var shards = await documents.ReadManyAsync([.. Enumerable.Range(0, Shards).Select(shard => KeyOf(day, shard))], cancellationToken);
        return [.. shards.Values.SelectMany(s => JsonSerializer.Deserialize(s.Span, AlertingJson.Default.LabelShard)!.Labels.Values).OrderBy(l => l.At).ThenBy(l => l.Id, StringComparer.Ordinal)];
    }

    private static string KeyOf(DateOnly day, int shard) => $"labels-v1-{day:yyyy-MM-dd}-{shard}";
}
