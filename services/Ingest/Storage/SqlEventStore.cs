using System.Runtime.CompilerServices;
using System.Text.Json;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Events;
using VectorCare.Ingest.Polls;
using VectorCare.Ingest.Storage.Packing;

namespace VectorCare.Ingest.Storage;

/// <summary>What the stores have in common: both understand these queries; how they write and how they hold ids and times is theirs.</summary>
internal abstract class SqlEventStore(Database database) : IEventStore
{
    public abstract string Kind { get; }

    public abstract Task OpenAsync(CancellationToken cancellationToken);

    public abstract Task<IReadOnlyList<bool>> WriteAsync(IReadOnlyList<IngestEvent> events, CancellationToken cancellationToken);

    public abstract bool IsTransient(Exception error);

    public abstract ValueTask DisposeAsync();

    public async IAsyncEnumerable<PollOutcomes> OutcomesSinceAsync(long cycle, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rows = database.ReadAsync(
            "SELECT batch, cycle, slot, vendor, polls FROM poll_batches WHERE cycle >= $1 ORDER BY sequence",
            r => new PollOutcomes(1, r.GetString(0), r.GetInt64(1), r.GetInt32(2), r.GetString(3), Slots.Due(r.GetInt64(1), r.GetInt32(2)), PollPack.Read((byte[])r[4])),
            cancellationToken, cycle);
        await foreach (var row in rows)
            yield return row;
    }

    public async Task<StoredCounts> CountAsync(CancellationToken cancellationToken)
    {
        var states = await database.ReadAsync("SELECT state, count(*) FROM alerts GROUP BY state", r => ((AlertState)r.GetInt32(0), r.GetInt64(1)), cancellationToken).ToDictionaryAsync(s => s.Item1, s => s.Item2, cancellationToken: cancellationToken);
        var transmissions = await database.ReadAsync("SELECT count(*) FROM transmissions", r => r.GetInt64(0), cancellationToken).SingleAsync(cancellationToken);
        var packed = await database.ReadAsync("SELECT CAST(coalesce(sum(transmissions), 0) AS bigint) FROM transmission_days", r => r.GetInt64(0), cancellationToken).SingleAsync(cancellationToken);
        return new StoredCounts(transmissions + packed, states);
    }

    public async Task<IReadOnlyList<byte[]>> TransmissionsAsync(Guid patient, DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        var found = await database.ReadAsync(
            "SELECT body FROM transmissions WHERE patient = $1 AND session_at < $2 ORDER BY session_at DESC LIMIT $3",
            r => Bodies.Unpack((byte[])r[0]), cancellationToken, patient, before, limit).ToListAsync(cancellationToken);
        var packs = database.ReadAsync(
            "SELECT newest, pack FROM transmission_days WHERE patient = $1 AND oldest < $2 ORDER BY newest DESC",
            r => (Newest: database.Time(r, 0), Pack: (byte[])r[1]), cancellationToken, patient, before);
        await foreach (var (newest, pack) in packs)
        {
            // Packs come by their newest transmission: once the page is full of newer ones, the rest cannot matter.
            if (found.Count >= limit && Page().Last().SessionTime > newest)
                break;
            found.AddRange(Bodies.UnpackAll(pack).Where(t => t.SessionTime < before));
        }

        return [.. Page().Select(t => JsonSerializer.SerializeToUtf8Bytes(t, ContractsJson.Default.Transmission))];

        IEnumerable<Transmission> Page() => found.OrderByDescending(t => t.SessionTime).Take(limit);
    }

    public async Task<IReadOnlyList<Transmission>> SeenOnAsync(Guid patient, int day, CancellationToken cancellationToken)
    {
        var hot = await database.ReadAsync("SELECT body FROM transmissions WHERE patient = $1 AND day = $2", r => Bodies.Unpack((byte[])r[0]), cancellationToken, patient, day).ToListAsync(cancellationToken);
        await foreach (var pack in database.ReadAsync("SELECT pack FROM transmission_days WHERE patient = $1 AND day = $2", r => (byte[])r[0], cancellationToken, patient, day))
            hot.AddRange(Bodies.UnpackAll(pack));
        return [.. hot.OrderBy(t => t.SeenAt)];
    }

    public async Task<IReadOnlyList<LatestValue>> LatestAsync(Guid patient, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            "SELECT 0, body FROM transmissions WHERE patient = $1 UNION ALL SELECT 1, pack FROM patient_latest WHERE patient = $1",
            r => (IsPack: r.GetInt32(0) == 1, Bytes: (byte[])r[1]), cancellationToken, patient).ToLookupAsync(r => r.IsPack, r => r.Bytes, cancellationToken: cancellationToken);
        return LatestValue.Join(rows[true].SelectMany(Bodies.UnpackLatest), rows[false].Select(Bodies.Unpack));
    }

    public async Task<IReadOnlyList<byte[]>> AlertsAsync(Guid? patient, DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        patient is { } one
            ? await BodiesAsync("SELECT body FROM alerts WHERE patient = $1 AND at < $2 ORDER BY at DESC, sequence DESC LIMIT $3", cancellationToken, one, before, limit)
            : await BodiesAsync("SELECT body FROM alerts WHERE at < $1 ORDER BY at DESC, sequence DESC LIMIT $2", cancellationToken, before, limit);

    public Task<IReadOnlyList<byte[]>> ConnectivityAsync(Guid patient, DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        BodiesAsync("SELECT body FROM connectivity WHERE patient = $1 AND at < $2 ORDER BY at DESC, sequence DESC LIMIT $3", cancellationToken, patient, before, limit);

    public async Task<IReadOnlyList<DatedPoll>> PollsAsync(Guid patient, long fromCycle, long toCycle, CancellationToken cancellationToken)
    {
        var slot = Slots.Of(patient);
        var (first, last) = (StorageDay.Of(Slots.Due(fromCycle, slot)), StorageDay.Of(Slots.Due(toCycle, slot)));
        var hot = await database.ReadAsync(
            "SELECT cycle, vendor, polls FROM poll_batches WHERE slot = $1 AND cycle BETWEEN $2 AND $3 AND day BETWEEN $4 AND $5 ORDER BY cycle, sequence",
            r => PollPack.Read((byte[])r[2], patient).Select(p => new DatedPoll(r.GetInt64(0), r.GetString(1), p)).ToList(), cancellationToken, slot, fromCycle, toCycle, first, last).ToListAsync(cancellationToken);
        var packed = await database.ReadAsync(
            "SELECT pack FROM poll_days WHERE patient = $1 AND day BETWEEN $2 AND $3",
            r => PollDayPack.Read(patient, (byte[])r[0]), cancellationToken, patient, first, last).ToListAsync(cancellationToken);
        return [.. packed.SelectMany(p => p).Where(p => p.Cycle >= fromCycle && p.Cycle <= toCycle).Concat(hot.SelectMany(p => p)).OrderBy(p => p.Cycle)];
    }

    private async Task<IReadOnlyList<byte[]>> BodiesAsync(string sql, CancellationToken cancellationToken, params object[] values) =>
        await database.ReadAsync(sql, r => (byte[])r[0], cancellationToken, values).ToListAsync(cancellationToken);
}
