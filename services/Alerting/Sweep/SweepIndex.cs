using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using VectorCare.Alerting.Files;

namespace VectorCare.Alerting.Sweep;

/// <summary>Subjects with unfinished work, so that the sweep need not look at every file. A note is written before the work it stands for, and taken away after it.</summary>
internal sealed class SweepIndex(CoalescedDocuments coalesced, IDocuments documents)
{
    private const int Shards = 16;

    private static readonly string[] Keys = [.. Enumerable.Range(0, Shards).Select(i => $"sweep-v1-{i}")];

    /// <summary>Notes that a subject has to be looked at from an instant on. Every piece of work has a stamp of its own, so that nobody takes away another's note.</summary>
    public Task NoteAsync(string subject, string stamp, DateTimeOffset due, CancellationToken cancellationToken) =>
        coalesced.UpdateAsync(
            KeyOf(subject),
            AlertingJson.Default.SweepShard,
            shard =>
            {
                if (!shard.Subjects.TryGetValue(subject, out var notes))
                    shard.Subjects[subject] = notes = [];
                notes[stamp] = due;
            },
            cancellationToken);

    /// <summary>Takes notes away.</summary>
    public Task ForgetAsync(string subject, IReadOnlyCollection<string> stamps, CancellationToken cancellationToken) =>
        coalesced.UpdateAsync(
            KeyOf(subject),
            AlertingJson.Default.SweepShard,
            shard =>
            {
                if (!shard.Subjects.TryGetValue(subject, out var notes))
                    return;
                foreach (var stamp in stamps)
                    notes.Remove(stamp);
                if (notes.Count == 0)
                    shard.Subjects.Remove(subject);
            },
            cancellationToken);

    /// <summary>Subjects that are due, with the stamps of their due notes.</summary>
    public async Task<IReadOnlyList<(string Subject, IReadOnlyList<string> Stamps)>> DueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var shards = await documents.ReadManyAsync(Keys, cancellationToken);
        return [.. shards.Values
            .SelectMany(s => JsonSerializer.Deserialize(s.Span, AlertingJson.Default.SweepShard)!.Subjects)
            .Select(s => (s.Key, (IReadOnlyList<string>)[.. s.Value.Where(n => n.Value <= now).Select(n => n.Key)]))
            .Where(s => s.Item2.Count > 0)];
    }

    private static string KeyOf(string subject) => Keys[(int)(XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(subject)) % Shards)];
}

/// <summary>A part of the index.</summary>
internal sealed class SweepShard
{
    /// <summary>Notes by subject: stamp and instant.</summary>
    public Dictionary<string, Dictionary<string, DateTimeOffset>> Subjects { get; init; } = [];
}
