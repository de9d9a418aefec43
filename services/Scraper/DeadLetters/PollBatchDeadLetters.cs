using System.Text.Json;
using VectorCare.Contracts;
using VectorCare.Scraper.Telemetry;
using VectorCare.Scraper.Vendors;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Scraper.DeadLetters;

/// <summary>Counts batches that nobody polled, by reason. Nothing is published again: an old poll has no worth.</summary>
internal sealed partial class PollBatchDeadLetters(IEnumerable<IVendorAdapter> adapters, ScraperMetrics metrics, TimeProvider time, ILogger<PollBatchDeadLetters> logger)
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
            if (data.TryGetProperty("schemaVersion"u8, out var version) && version.TryGetInt32(out var number) && number != 1)
                return "unknown-schema-version";
            var batch = data.Deserialize(ContractsJson.Default.PollBatch);
            if (batch is null)
                return "malformed";
            if (adapters.All(a => a.Name != batch.Vendor))
                return "unknown-vendor";
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
