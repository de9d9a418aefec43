using System.Text.Json;
using VectorCare.Contracts;
using VectorCare.Scraper.Telemetry;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Scraper.DeadLetters;

/// <summary>Counts batches that nobody polled, by reason. Nothing is published again: an old poll has no worth.</summary>
internal sealed partial class PollBatchDeadLetters(ScraperMetrics metrics, TimeProvider time, ILogger<PollBatchDeadLetters> logger)
{
    /// <summary>Counts one.</summary>
    public Task<TopicResult> HandleAsync(DeadLetter letter)
    {
        var reason = Reason(letter);
        metrics.DeadLetter(reason);
        LogDeadLetter(letter.Id ?? "unknown", reason);
        return Task.FromResult(TopicResult.Success);
    }

    private string Reason(DeadLetter letter)
    {
        try
        {
            using var document = JsonDocument.Parse(letter.Body);
            var root = document.RootElement;
            var data = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out var inner) ? inner : root;
            var batch = data.Deserialize(ContractsJson.Default.PollBatch);
            if (batch is null)
                return "malformed";
            if (batch.SchemaVersion != 1)
                return "unknown-schema-version";
            return time.GetUtcNow() >= batch.Expires ? "expired" : "failed";
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return "malformed";
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Batch {Batch} was never polled: {Reason}.")]
    private partial void LogDeadLetter(string batch, string reason);
}
