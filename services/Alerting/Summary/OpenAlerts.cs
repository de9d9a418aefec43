using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using VectorCare.Alerting.Files;

namespace VectorCare.Alerting.Summary;

/// <summary>Subjects with open alerts, so that they can be listed without looking at every file. The files have the last word.</summary>
internal sealed class OpenAlerts(CoalescedDocuments coalesced, IDocuments documents)
{
    private const int Shards = 16;

    private static readonly string[] Keys = [.. Enumerable.Range(0, Shards).Select(i => $"open-v1-{i}")];

    /// <summary>Notes a subject that has open alerts.</summary>
    public Task AddAsync(CaseFile file, CancellationToken cancellationToken) =>
        file.Alerts.Exists(a => a.IsOpen)
            ? coalesced.UpdateAsync(KeyOf(file.Subject), AlertingJson.Default.OpenShard, s => s.Subjects[file.Subject] = file.Clinic ?? string.Empty, cancellationToken)
            : Task.CompletedTask;

    /// <summary>Takes out subjects without open alerts.</summary>
    public Task RemoveAsync(string subject, CancellationToken cancellationToken) =>
        coalesced.UpdateAsync(KeyOf(subject), AlertingJson.Default.OpenShard, s => s.Subjects.Remove(subject), cancellationToken);

    /// <summary>Subjects that may have open alerts, of a clinic or of all.</summary>
    public async Task<IReadOnlyList<string>> SubjectsAsync(string? clinic, CancellationToken cancellationToken)
    {
        var shards = await documents.ReadManyAsync(Keys, cancellationToken);
        return [.. shards.Values
            .SelectMany(s => JsonSerializer.Deserialize(s.Span, AlertingJson.Default.OpenShard)!.Subjects)
            .Where(s => clinic is null || s.Value == clinic)
            .Select(s => s.Key)
            .Order(StringComparer.Ordinal)];
    }

    private static string KeyOf(string subject) => Keys[(int)(XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(subject)) % Shards)];
}

/// <summary>A part of the list.</summary>
internal sealed class OpenShard
{
    /// <summary>Subjects and their clinics.</summary>
    public Dictionary<string, string> Subjects { get; init; } = [];
}
