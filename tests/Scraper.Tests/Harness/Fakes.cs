using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using VectorCare.Scraper.Polling;
using VectorCare.Scraper.PollState;
using VectorCare.Scraper.Sessions;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Scraper.Tests.Harness;

/// <summary>Pub/sub that keeps what it acknowledged; it can refuse.</summary>
internal sealed class FakePublisher : IEventPublisher
{
    private readonly Lock _lock = new();

    public List<(string Topic, string Id, string Key, object Data)> Acknowledged { get; } = [];

    public Func<string, string, bool> Refuses { get; set; } = (_, _) => false;

    public Task PublishAsync<T>(string topic, string eventId, string partitionKey, T data, JsonTypeInfo<T> type, TimeSpan? ttl = null, string? traceparent = null, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (Refuses(topic, eventId))
                throw new Dapr.DaprException("pub/sub did not acknowledge");
            Acknowledged.Add((topic, eventId, partitionKey, data!));
        }

        return Task.CompletedTask;
    }

    public IReadOnlyList<T> Of<T>()
    {
        lock (_lock)
            return [.. Acknowledged.Select(a => a.Data).OfType<T>()];
    }

    /// <summary>What a consumer that drops known event ids has.</summary>
    public IReadOnlyList<T> Distinct<T>()
    {
        lock (_lock)
            return [.. Acknowledged.Where(a => a.Data is T).DistinctBy(a => a.Id).Select(a => (T)a.Data)];
    }
}

/// <summary>State with etags, shared by every scraper over it.</summary>
internal sealed class FakePollStore : IPollStore
{
    private readonly Lock _lock = new();
    private int _etag;

    public Dictionary<Guid, (PatientState State, string Etag)> Patients { get; } = [];

    public Dictionary<string, BatchJournal> Journals { get; } = [];

    public Dictionary<string, (VendorStanding Standing, string Etag)> Standings { get; } = [];

    public int StateWrites { get; private set; }

    public bool IsAway { get; set; }

    public Task<BatchMemory> ReadAsync(string batchId, IReadOnlyCollection<Guid> patients, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Check();
            return Task.FromResult(new BatchMemory(Journals.GetValueOrDefault(batchId), Patients.Where(p => patients.Contains(p.Key)).ToDictionary()));
        }
    }

    public Task WriteJournalAsync(string batchId, BatchJournal journal, TimeSpan keep, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Check();
            Journals[batchId] = journal;
        }

        return Task.CompletedTask;
    }

    public Task WriteStatesAsync(IReadOnlyList<StateChange> changes, IReadOnlyDictionary<Guid, (PatientState State, string Etag)> known, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Check();
            foreach (var change in changes)
            {
                if (Patients.TryGetValue(change.Patient, out var old) && old.State.Cycle >= change.State.Cycle)
                    continue;
                StateWrites++;
                Patients[change.Patient] = (change.State, (++_etag).ToString());
            }
        }

        return Task.CompletedTask;
    }

    public Task<(VendorStanding Standing, string Etag)?> ReadStandingAsync(string vendor, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(Standings.TryGetValue(vendor, out var found) ? found : default((VendorStanding, string)?));
    }

    public Task<bool> WriteStandingAsync(string vendor, VendorStanding standing, string? etag, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if ((Standings.TryGetValue(vendor, out var found) ? found.Etag : null) != etag)
                return Task.FromResult(false);
            Standings[vendor] = (standing, (++_etag).ToString());
            return Task.FromResult(true);
        }
    }

    private void Check()
    {
        if (IsAway)
            throw new Dapr.DaprException("the state store is away");
    }
}

/// <summary>Sessions that replicas share.</summary>
internal sealed class FakeSessionStore : ISessionStore
{
    public ConcurrentDictionary<(string Vendor, string Clinic), ClinicSession> Sessions { get; } = new();

    public Task<ClinicSession?> ReadAsync(string vendor, string clinic, CancellationToken cancellationToken) => Task.FromResult(Sessions.GetValueOrDefault((vendor, clinic)));

    public Task WriteAsync(string vendor, string clinic, ClinicSession session, TimeSpan keep, CancellationToken cancellationToken)
    {
        Sessions[(vendor, clinic)] = session;
        return Task.CompletedTask;
    }
}

/// <summary>Secrets that a test can change.</summary>
internal sealed class FakeCredentials(Func<string, string, Credentials?> read) : ICredentialSource
{
    public Func<string, string, Credentials?> Read { get; set; } = read;

    public int Reads { get; private set; }

    public Task<Credentials?> ReadAsync(string vendor, string clinic, CancellationToken cancellationToken)
    {
        Reads++;
        return Task.FromResult(Read(vendor, clinic));
    }
}

/// <summary>Cuts the process off at a step, once.</summary>
internal sealed class CutAt(PollStep at, int occurrence = 1) : IStepObserver
{
    private int _left = occurrence;

    public bool Happened { get; private set; }

    public void Reached(PollStep step, string id)
    {
        if (step != at || Interlocked.Decrement(ref _left) != 0)
            return;
        Happened = true;
        throw new ProcessCutException();
    }
}

/// <summary>Stands for kill -9: nothing after it runs.</summary>
internal sealed class ProcessCutException : Exception;
