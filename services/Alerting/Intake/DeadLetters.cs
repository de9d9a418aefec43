using VectorCare.Alerting.Files;
using VectorCare.Alerting.Stages;
using VectorCare.Contracts.Messages;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Alerting.Intake;

/// <summary>Tells operations of each dead letter once: a transmission nobody could judge may hide a red alert. Ingest keeps the letter, under the key that the alert names.</summary>
internal sealed partial class DeadLetters(AlertPipeline pipeline, ILogger<DeadLetters> logger)
{
    private const string Rule = "OPS-04";

    /// <summary>Tells of a dead letter.</summary>
    public async Task<TopicResult> TellAsync(DeadLetter letter, TopicContext context)
    {
        var key = letter.Key(context.Topic);
        var reason = letter.Id is null ? "malformed" : "retries-exhausted";
        LogLetter(context.Topic, key, reason);
        await pipeline.RunAsync(
            new Arrival(CaseFile.Operations, Raised: new RaisedAlert(Rule, key, string.Empty, [new AlertEvidence("topic", context.Topic, reason, null), new AlertEvidence("letter", key, null, null)])),
            context.Cancellation);
        return TopicResult.Success;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A dead letter of {Topic}, {Letter}: {Reason}.")]
    private partial void LogLetter(string topic, string letter, string reason);
}
