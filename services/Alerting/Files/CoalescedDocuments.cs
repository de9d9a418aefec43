using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace VectorCare.Alerting.Files;

/// <summary>Small shared documents that many want to change at once: changes that wait for the same document are written together.</summary>
internal sealed class CoalescedDocuments(IDocuments documents)
{
    private const int Attempts = 50;

    private readonly ConcurrentDictionary<string, Lane> _lanes = new();

    /// <summary>Changes a document, created where it does not exist; returns when the change is written.</summary>
    public async Task UpdateAsync<T>(string key, JsonTypeInfo<T> type, Action<T> change, CancellationToken cancellationToken)
        where T : new()
    {
        var lane = _lanes.GetOrAdd(key, _ => new Lane());
        var waiting = new Waiting(d => change((T)d));
        lane.Queue.Enqueue(waiting);
        await lane.Gate.WaitAsync(cancellationToken);
        try
        {
            if (!waiting.Written)
                await WriteAllAsync(key, type, lane, cancellationToken);
        }
        finally
        {
            lane.Gate.Release();
        }
    }

    private async Task WriteAllAsync<T>(string key, JsonTypeInfo<T> type, Lane lane, CancellationToken cancellationToken)
        where T : new()
    {
        var batch = new List<Waiting>();
        while (lane.Queue.TryDequeue(out var next))
            batch.Add(next);
        try
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                var (bytes, etag) = await documents.ReadAsync(key, cancellationToken);
                var document = etag is null ? new T() : JsonSerializer.Deserialize(bytes.Span, type)!;
                foreach (var waiting in batch)
                    waiting.Change(document);
                if (!await documents.TryWriteAsync(key, JsonSerializer.SerializeToUtf8Bytes(document, type), etag, cancellationToken))
                    continue;
                foreach (var waiting in batch)
                    waiting.Written = true;
                return;
            }

            throw new InvalidOperationException($"Document {key} could not be written: others kept writing it.");
        }
        finally
        {
            // Whoever still waits writes these itself.
            foreach (var waiting in batch.Where(w => !w.Written))
                lane.Queue.Enqueue(waiting);
        }
    }

    private sealed class Lane
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public ConcurrentQueue<Waiting> Queue { get; } = new();
    }

    private sealed class Waiting(Action<object> change)
    {
        public Action<object> Change { get; } = change;

        public bool Written { get; set; }
    }
}
