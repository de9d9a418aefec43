using System.Text.Json;
using VectorCare.Contracts;
using VectorCare.Scheduler.Membership;
using VectorCare.Scheduler.Summary;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Scheduler.DeadLetters;

/// <summary>Announcements that nobody could handle: what they would have told is found by comparing every slot with the index.</summary>
internal sealed partial class SlotVersionDeadLetters(MembershipSync membership, SchedulerMetrics metrics, ILogger<SlotVersionDeadLetters> log)
{
    public async Task<TopicResult> HandleAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var reason = Reason(letter);
        metrics.DeadLetter(reason);
        LogDeadLetter(log, letter.Id ?? "unknown", reason);
        await membership.CompareAsync(cancellationToken);
        return TopicResult.Success;
    }

    private static string Reason(DeadLetter letter)
    {
        try
        {
            using var document = JsonDocument.Parse(letter.Body);
            var root = document.RootElement;
            var data = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out var inner) ? inner : root;
            return data.Deserialize(ContractsJson.Default.SlotVersion) switch
            {
                null => "malformed",
                { SchemaVersion: not 1 } => "unknown-schema-version",
                { Slot: < 0 or >= Slots.Count } => "unknown-slot",
                _ => "failed",
            };
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return "malformed";
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Announcement {Announcement} reached no replica ({Reason}); all slots are compared")]
    private static partial void LogDeadLetter(ILogger logger, string announcement, string reason);
}
