using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Scheduler.Batches;

/// <summary>Hands batches to pub/sub.</summary>
internal interface IBatchPublisher
{
    /// <summary>Returns when pub/sub has acknowledged the batch; throws when it did not, or may not have.</summary>
    Task PublishAsync(PollBatch batch, CancellationToken cancellationToken);
}

/// <inheritdoc />
internal sealed class EventBatchPublisher(IEventPublisher events, TimeProvider clock) : IBatchPublisher
{
    public Task PublishAsync(PollBatch batch, CancellationToken cancellationToken) =>
        events.PublishAsync(
            Topics.PollBatches,
            batch.BatchId,
            $"{batch.Vendor}:{batch.Slot}",
            batch,
            ContractsJson.Default.PollBatch,
            TimeSpan.FromSeconds(Math.Max(1, (batch.Expires - clock.GetUtcNow()).TotalSeconds)),
            batch.Traceparent,
            cancellationToken);
}
