using Microsoft.Extensions.Time.Testing;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.PollState;
using VectorCare.Scraper.Raw;
using VectorCare.TestKit;

namespace VectorCare.Scraper.Tests.Model;

/// <summary>Portal, state, pub/sub and clock that all replicas share. Each call of a replica waits until the driver lets it happen, fail, or happen and lose its answer.</summary>
internal sealed class PollWorld(PollMutation mutation)
{
    public const int Slot = 10;
    public const string Vendor = "model";

    private readonly Dictionary<Guid, List<DateTimeOffset>> _portal = Targets.ToDictionary(t => t.Patient, _ => new List<DateTimeOffset>());
    private readonly Dictionary<string, BatchJournal> _journals = [];
    private int _etags;
    private int _ids;

    public PollMutation Mutation => mutation;

    public static IReadOnlyList<PollTarget> Targets { get; } = [.. Enumerable.Range(1, 3).Select(i => new PollTarget(new Guid(i, 0, 0, new byte[8]), "clinic-01", $"ref-{i}"))];

    public FakeTimeProvider Clock { get; } = new(Slots.Due(5_900_000, Slot));

    /// <summary>What pub/sub acknowledged, by event id, in the order of arrival.</summary>
    public List<(string Id, object Data)> Published { get; } = [];

    public HashSet<(Guid Patient, string Hash)> Raw { get; } = [];

    public Dictionary<Guid, (PatientState State, string Etag)> States { get; } = [];

    /// <summary>Requests that reached the vendor.</summary>
    public Dictionary<(Guid Patient, long Cycle), int> Requests { get; } = [];

    /// <summary>Calls that wait for the driver.</summary>
    public PendingCalls<PollReplica> Calls { get; } = new(() => new Dapr.DaprException("lost"));

    /// <summary>The first thing that should never have happened.</summary>
    public string? Broken { get; private set; }

    public IReadOnlyList<DateTimeOffset> Portal(Guid patient) => _portal[patient];

    /// <summary>The device sends.</summary>
    public void Transmit(int patient)
    {
        var sent = _portal[Targets[patient % Targets.Count].Patient];
        sent.Add(DateTimeOffset.UnixEpoch.AddDays(sent.Count));
    }

    public Task<DateTimeOffset[]> FetchAsync(PollReplica replica, Guid patient, long cycle) => Calls.WaitAsync(replica, () =>
    {
        Requests[(patient, cycle)] = Requests.GetValueOrDefault((patient, cycle)) + 1;
        return _portal[patient].ToArray();
    });

    public async Task PublishAsync(PollReplica replica, string id, object data)
    {
        try
        {
            await Calls.WaitAsync(replica, () =>
            {
                Published.Add((mutation == PollMutation.FreshIds ? $"{id}:{++_ids}" : id, data));
                return true;
            });
        }
        catch (Dapr.DaprException) when (mutation == PollMutation.FailuresAreSwallowed)
        {
        }
    }

    public async Task<RawKept> KeepAsync(PollReplica replica, Guid patient, string hash)
    {
        try
        {
            return await Calls.WaitAsync(replica, () =>
            {
                Raw.Add((patient, hash));
                return RawKept.Kept;
            });
        }
        catch (Dapr.DaprException)
        {
            return mutation == PollMutation.RawIsPresumedKept ? RawKept.Kept : RawKept.NotNow;
        }
    }

    public Task<BatchMemory> ReadAsync(PollReplica replica, string batchId, IReadOnlyCollection<Guid> patients) => Calls.WaitAsync(replica, () =>
        new BatchMemory(_journals.GetValueOrDefault(batchId), States.Where(s => patients.Contains(s.Key)).ToDictionary()));

    public Task WriteJournalAsync(PollReplica replica, string batchId, BatchJournal journal) => Calls.WaitAsync(replica, () =>
    {
        if (mutation != PollMutation.JournalIsForgotten)
            _journals[batchId] = journal;
        return true;
    });

    public Task WriteStatesAsync(PollReplica replica, IReadOnlyList<StateChange> changes) => Calls.WaitAsync(replica, () =>
    {
        foreach (var (patient, state) in changes)
        {
            if (States.TryGetValue(patient, out var known) && known.State.Cycle >= state.Cycle)
                continue;
            var remembered = mutation == PollMutation.WatermarkIsAhead && _portal[patient].Count > 0 ? state with { Watermark = _portal[patient][^1] } : state;
            Remember(patient, remembered);
            States[patient] = (remembered, (++_etags).ToString());
        }

        return true;
    });

    /// <summary>Ids of the transmissions of a patient that were published.</summary>
    public IEnumerable<(string Id, string Vendor, string? RawHash)> Transmissions(Guid patient) =>
        Published.Where(p => p.Data is Transmission t && t.Patient == patient).Select(p => (p.Id, ((Transmission)p.Data).TransmissionId, ((Transmission)p.Data).RawHash));

    private void Remember(Guid patient, PatientState state)
    {
        var published = Transmissions(patient).ToLookup(t => t.Vendor);
        foreach (var sent in _portal[patient].Where(sent => sent <= state.Watermark))
        {
            if (!published[Name(sent)].Any())
                Broken ??= "a transmission is remembered that was not acknowledged";
            else if (!published[Name(sent)].Any(t => t.RawHash is { } hash && Raw.Contains((patient, hash))))
                Broken ??= "a transmission is remembered whose raw bytes are not safe";
        }
    }

    /// <summary>The vendor's id of a transmission.</summary>
    public static string Name(DateTimeOffset sent) => $"t-{sent:yyyyMMdd}";
}
