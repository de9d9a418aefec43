using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Stages;
using VectorCare.Contracts.Messages;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Alerting.Intake;

/// <summary>Judges a dead letter once more, for what stood in its way may be gone. Of one that cannot be judged, or was known here and so failed with another service, operations are told once: a transmission nobody could judge may hide a red alert. Ingest keeps the letter, under the key that the alert names.</summary>
internal sealed partial class DeadLetters(CaseFileStore store, AlertPipeline pipeline, ILogger<DeadLetters> logger)
{
    private const string Rule = "OPS-04";

    /// <summary>Takes a dead letter.</summary>
    /// <param name="letter">The letter.</param>
    /// <param name="type">What it should hold.</param>
    /// <param name="arrivalOf">What that is for the stages.</param>
    /// <param name="context">Its surroundings.</param>
    public async Task<TopicResult> TakeAsync<T>(DeadLetter letter, JsonTypeInfo<T> type, Func<T, Arrival> arrivalOf, TopicContext context)
    {
        if (!await JudgeAsync(letter, type, arrivalOf, context))
            await TellAsync(letter, context);
        return TopicResult.Success;
    }

    private async Task<bool> JudgeAsync<T>(DeadLetter letter, JsonTypeInfo<T> type, Func<T, Arrival> arrivalOf, TopicContext context)
    {
        try
        {
            using var cloudEvent = JsonDocument.Parse(letter.Body);
            if (letter.Id is null || !cloudEvent.RootElement.TryGetProperty("data", out var data) || data.Deserialize(type) is not { } message)
                return false;
            var arrival = arrivalOf(message);
            if (arrival.IsIn((await store.ReadAsync(arrival.Subject, context.Cancellation)).File))
                return false;
            await pipeline.RunAsync(arrival, context.Cancellation);
            LogJudged(context.Topic);
            return true;
        }
        catch (Exception error) when (!context.Cancellation.IsCancellationRequested)
        {
            LogNotJudged(context.Topic, error);
            return false;
        }
    }

    private async Task TellAsync(DeadLetter letter, TopicContext context)
    {
        var key = letter.Key(context.Topic);
        var reason = letter.Id is null ? "malformed" : "retries-exhausted";
        LogLetter(context.Topic, key, reason);
        await pipeline.RunAsync(
            new Arrival(CaseFile.Operations, Raised: new RaisedAlert(Rule, key, string.Empty, [new AlertEvidence("topic", context.Topic, reason, null), new AlertEvidence("letter", key, null, null)])),
            context.Cancellation);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A dead letter of {Topic} could be judged after all.")]
    private partial void LogJudged(string topic);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A dead letter of {Topic} cannot be judged.")]
    private partial void LogNotJudged(string topic, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "A dead letter of {Topic}, {Letter}: {Reason}.")]
    private partial void LogLetter(string topic, string letter, string reason);
}
