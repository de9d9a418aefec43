using System.Text.Json;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Stages;
using VectorCare.Contracts.Messages;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Alerting.Intake;

/// <summary>An event that could not be handled, kept for a human.</summary>
/// <param name="Topic">Dead-letter topic.</param>
/// <param name="EventId">CloudEvent id, where it could be read.</param>
/// <param name="Type">CloudEvent type, where it could be read.</param>
/// <param name="Reason">Why it could not be handled: <c>malformed</c>, or <c>retries-exhausted</c>.</param>
/// <param name="At">When it came.</param>
/// <param name="Body">The event as it lay on the topic.</param>
internal sealed record KeptDeadLetter(string Topic, string? EventId, string? Type, string Reason, DateTimeOffset At, byte[] Body);

/// <summary>Keeps dead letters with their reason and tells operations: a transmission nobody could judge may hide a red alert.</summary>
internal sealed partial class DeadLetters(IDocuments documents, AlertPipeline pipeline, TimeProvider time, ILogger<DeadLetters> logger)
{
    private const string Rule = "OPS-04";

    /// <summary>Keeps a dead letter. The same letter is kept once.</summary>
    public async Task<TopicResult> KeepAsync(DeadLetter letter, TopicContext context)
    {
        var key = "deadletter-v1-" + Charts.Chart.KeyOf(context.Topic, letter.Id ?? Convert.ToHexString(System.IO.Hashing.XxHash64.Hash(letter.Body.Span)));
        var reason = letter.Id is null ? "malformed" : "retries-exhausted";
        var kept = new KeptDeadLetter(context.Topic, letter.Id, letter.Type, reason, time.GetUtcNow(), letter.Body.ToArray());
        await documents.TryWriteAsync(key, JsonSerializer.SerializeToUtf8Bytes(kept, AlertingJson.Default.KeptDeadLetter), null, context.Cancellation);
        LogKept(context.Topic, reason);
        await pipeline.RunAsync(
            new Arrival(CaseFile.Operations, Raised: new RaisedAlert(Rule, key["deadletter-v1-".Length..], string.Empty, [new AlertEvidence("topic", context.Topic, reason, null), new AlertEvidence("document", key, null, null)])),
            context.Cancellation);
        return TopicResult.Success;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A dead letter of {Topic} was kept: {Reason}.")]
    private partial void LogKept(string topic, string reason);
}
