using System.Text.Json;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Reading;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Storage.Packing;

namespace VectorCare.Ingest.Export;

/// <summary>The tables: pseudonyms only. Ids of the vendors' and texts of their portals are left out.</summary>
internal static class DataSets
{
    public static IReadOnlyList<DataSet> All { get; } =
    [
        new DataSet<DatedRun>("poll_runs", new ExportColumns<DatedRun>()
            .Value("patient", r => r.Patient).Text("vendor", r => r.Vendor).Text("clinic", r => r.Clinic)
            .Time("from", r => r.Run.From).Time("until", r => r.Run.Until).Value("polls", r => r.Run.Polls)
            .Text("outcome", r => r.Run.Outcome.ToString()).Text("content_hash", r => r.Run.ContentHash, true).Text("reason", r => r.Run.Reason, true), RunsAsync),
        new DataSet<Transmission>("transmissions", new ExportColumns<Transmission>()
            .Value("patient", t => t.Patient).Text("vendor", t => t.Vendor).Text("clinic", t => t.Clinic).Text("content_hash", t => t.ContentHash)
            .Time("session_time", t => t.SessionTime).Time("seen_at", t => t.SeenAt).Time("poll_due", t => t.PollDue).Value("baseline", t => t.Baseline)
            .Text("raw_hash", t => t.RawHash, true).Value("raw_length", t => t.RawLength)
            .Text("device_key", t => t.Device.Key).Text("manufacturer", t => t.Device.Manufacturer, true).Text("model", t => t.Device.Model, true).Text("device_kind", t => t.Device.Kind.ToString())
            .Value("measurements", t => t.Measurements.Count).Value("episodes", t => t.Episodes.Count).Value("not_understood", t => t.NotUnderstood.Count), TransmissionsAsync),
        new DataSet<Of<Measurement>>("measurements", new ExportColumns<Of<Measurement>>()
            .Value("patient", m => m.In.Patient).Text("vendor", m => m.In.Vendor).Text("content_hash", m => m.In.ContentHash)
            .Value("code", m => m.Item.Code).Text("name", m => m.Item.Name).Text("channel", m => m.Item.Channel, true).Text("group", m => m.Item.Group, true)
            .Maybe("value", m => m.Item.Value).Text("unit", m => m.Item.Unit, true).Text("enum", m => m.Item.Enum, true).Maybe("enum_code", m => m.Item.EnumCode)
            .MaybeTime("device_time", m => m.Item.DeviceTime).Time("session_time", m => m.In.SessionTime).Time("seen_at", m => m.In.SeenAt), EachAsync(t => t.Measurements)),
        new DataSet<Of<DeviceEpisode>>("episodes", new ExportColumns<Of<DeviceEpisode>>()
            .Value("patient", e => e.In.Patient).Text("vendor", e => e.In.Vendor).Text("content_hash", e => e.In.ContentHash)
            .Text("type", e => e.Item.Type.ToString()).Maybe("type_code", e => e.Item.TypeCode).Time("start", e => e.Item.Start).Maybe("duration_s", e => e.Item.DurationSeconds)
            .Maybe("ventricular_rate_bpm", e => e.Item.VentricularRateBpm).Maybe("atrial_rate_bpm", e => e.Item.AtrialRateBpm)
            .Maybe("shocks", e => e.Item.ShocksDelivered).Maybe("atp", e => e.Item.AtpDelivered)
            .Text("therapy_result", e => e.Item.TherapyResult, true).Maybe("therapy_result_code", e => e.Item.TherapyResultCode).Time("seen_at", e => e.In.SeenAt), EachAsync(t => t.Episodes)),
        new DataSet<ConnectivityEvent>("connectivity", new ExportColumns<ConnectivityEvent>()
            .Text("kind", c => c.Kind.ToString()).Text("vendor", c => c.Vendor).Maybe("patient", c => c.Patient).Text("clinic", c => c.Clinic, true)
            .Time("at", c => c.At).Time("since", c => c.Since).Value("consecutive_misses", c => c.ConsecutiveMisses).Value("misses_in_window", c => c.MissesInWindow).Value("window", c => c.Window)
            .Text("reason", c => c.Reason, true).Text("page", c => c.Page, true), BodiesAsync("connectivity", b => JsonSerializer.Deserialize(b, ContractsJson.Default.ConnectivityEvent)!)),
        new DataSet<AlertEvent>("alerts", new ExportColumns<AlertEvent>()
            .Text("alert", a => a.AlertId).Maybe("patient", a => a.Patient).Text("clinic", a => a.Clinic, true).Text("vendor", a => a.Vendor)
            .Text("rule", a => a.Rule).Text("rule_version", a => a.RuleVersion).Text("severity", a => a.Severity.ToString()).Text("state", a => a.State.ToString())
            .Time("at", a => a.At).Time("device_time", a => a.DeviceTime).Time("seen_at", a => a.SeenAt).Text("channel", a => a.Channel, true), BodiesAsync("alerts", b => JsonSerializer.Deserialize(b, ContractsJson.Default.AlertEvent)!)),
    ];

    private static IAsyncEnumerable<DatedRun> RunsAsync(Database database, int day, CancellationToken cancellationToken) =>
        database.ReadAsync("SELECT patient, pack FROM poll_days WHERE day = $1", r => PollDayPack.Read(database.Id(r, 0), (byte[])r[1]), cancellationToken, day)
            .SelectMany(polls => polls.GroupBy(p => (p.Vendor, p.Poll.Clinic)).SelectMany(g => PollRun.Of(g).Select(run => new DatedRun(polls[0].Poll.Patient, g.Key.Vendor, g.Key.Clinic, run))).ToAsyncEnumerable());

    private static IAsyncEnumerable<Transmission> TransmissionsAsync(Database database, int day, CancellationToken cancellationToken) =>
        database.ReadAsync("SELECT pack FROM transmission_days WHERE day = $1", r => Bodies.UnpackAll((byte[])r[0]), cancellationToken, day).SelectMany(t => t.ToAsyncEnumerable());

    private static Func<Database, int, CancellationToken, IAsyncEnumerable<Of<T>>> EachAsync<T>(Func<Transmission, IReadOnlyList<T>> items) =>
        (database, day, cancellationToken) => TransmissionsAsync(database, day, cancellationToken).SelectMany(t => items(t).Select(i => new Of<T>(t, i)).ToAsyncEnumerable());

    private static Func<Database, int, CancellationToken, IAsyncEnumerable<T>> BodiesAsync<T>(string table, Func<byte[], T> read) =>
        (database, day, cancellationToken) => database.ReadAsync($"SELECT body FROM {table} WHERE at >= $1 AND at < $2 ORDER BY sequence", r => read((byte[])r[0]), cancellationToken, StorageDay.Start(day), StorageDay.Start(day + 1));

    /// <summary>Something told in a transmission.</summary>
    private readonly record struct Of<T>(Transmission In, T Item);

    private sealed record DatedRun(Guid Patient, string Vendor, string Clinic, PollRun Run);
}
