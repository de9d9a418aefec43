using System.Text.Json;
using Dapr;
using Dapr.Client;
using VectorCare.Contracts;

namespace VectorCare.Scraper.PollState;

/// <summary>The memory in component <see cref="ComponentNames.PollStore"/>. Keys: <c>poll-v1-{patient}</c>, <c>batch-v1-{batch}</c> (with TTL), <c>vendor-v1-{vendor}</c> and, for what stops its polling, <c>vendor-v1-{vendor}.{cause}</c>.</summary>
internal sealed class DaprPollStore(DaprClient dapr) : IPollStore
{
    private const string Store = ComponentNames.PollStore;
    private const int Attempts = 4;

    public async Task<BatchMemory> ReadAsync(string batchId, IReadOnlyCollection<Guid> patients, CancellationToken cancellationToken)
    {
        var keys = new List<string>(patients.Count + 1) { JournalKey(batchId) };
        keys.AddRange(patients.Select(Key));
        var items = await dapr.GetBulkStateAsync(Store, keys, parallelism: 10, cancellationToken: cancellationToken);
        BatchJournal? journal = null;
        var states = new Dictionary<Guid, (PatientState State, string Etag)>(patients.Count);
        foreach (var item in items)
        {
            if (string.IsNullOrEmpty(item.Value))
                continue;
            if (item.Key == keys[0])
                journal = JsonSerializer.Deserialize(item.Value, PollStateJson.Default.BatchJournal);
            else if (JsonSerializer.Deserialize(item.Value, PollStateJson.Default.PatientState) is { } state)
                states[Guid.Parse(item.Key.AsSpan(KeyPrefix.Length))] = (state, item.ETag);
        }

        return new BatchMemory(journal, states);
    }

    public Task WriteJournalAsync(string batchId, BatchJournal journal, TimeSpan keep, CancellationToken cancellationToken)
    {
        var seconds = ((int)Math.Ceiling(keep.TotalSeconds)).ToString();
        return dapr.SaveByteStateAsync(
            Store, JournalKey(batchId), JsonSerializer.SerializeToUtf8Bytes(journal, PollStateJson.Default.BatchJournal),
            metadata: new Dictionary<string, string> { ["ttlInSeconds"] = seconds }, cancellationToken: cancellationToken);
    }

    public async Task WriteStatesAsync(IReadOnlyList<StateChange> changes, IReadOnlyDictionary<Guid, (PatientState State, string Etag)> known, CancellationToken cancellationToken)
    {
        // In a transaction on Redis a first write without an etag overwrites: look again before a state that seemed to be missing is created.
        if (changes.Any(c => !known.ContainsKey(c.Patient)))
            known = await KnownAsync(changes, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            changes = [.. changes.Where(c => !known.TryGetValue(c.Patient, out var old) || old.State.Cycle < c.State.Cycle)];
            if (changes.Count == 0)
                return;
            try
            {
                await WriteAllAsync(changes, known, cancellationToken);
                return;
            }
            catch (DaprException) when (attempt < Attempts)
            {
                // Another replica may have written one of them, and some stores then keep the others: read again and write what is still older.
                known = await KnownAsync(changes, cancellationToken);
            }
        }
    }

    public async Task<(VendorStanding Standing, string Etag)?> ReadStandingAsync(string vendor, CancellationToken cancellationToken)
    {
        var (standing, etag) = await dapr.ReadAsync(VendorKey(vendor), PollStateJson.Default.VendorStanding, cancellationToken);
        return standing is null ? null : (standing, etag!);
    }

    public Task<bool> WriteStandingAsync(string vendor, VendorStanding standing, string? etag, CancellationToken cancellationToken) =>
        dapr.TryWriteAsync(VendorKey(vendor), standing, PollStateJson.Default.VendorStanding, etag, cancellationToken);

    private async Task<IReadOnlyDictionary<Guid, (PatientState State, string Etag)>> KnownAsync(IReadOnlyList<StateChange> changes, CancellationToken cancellationToken) =>
        (await ReadAsync(string.Empty, [.. changes.Select(c => c.Patient)], cancellationToken)).Patients;

    private Task WriteAllAsync(IReadOnlyList<StateChange> changes, IReadOnlyDictionary<Guid, (PatientState State, string Etag)> known, CancellationToken cancellationToken)
    {
        var operations = new List<StateTransactionRequest>(changes.Count);
        foreach (var change in changes)
        {
            var etag = known.TryGetValue(change.Patient, out var old) ? old.Etag : null;
            operations.Add(new StateTransactionRequest(
                Key(change.Patient), JsonSerializer.SerializeToUtf8Bytes(change.State, PollStateJson.Default.PatientState), StateOperationType.Upsert, etag, options: FirstWrites.Options));
        }

        return dapr.ExecuteStateTransactionAsync(Store, operations, cancellationToken: cancellationToken);
    }

    private const string KeyPrefix = "poll-v1-";

    private static string Key(Guid patient) => KeyPrefix + patient.ToString();

    private static string JournalKey(string batchId) => "batch-v1-" + batchId;

    private static string VendorKey(string vendor) => "vendor-v1-" + vendor;
}
