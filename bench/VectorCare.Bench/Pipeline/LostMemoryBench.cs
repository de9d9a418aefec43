using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using VectorCare.Bench.Harness;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;

namespace VectorCare.Bench.Pipeline;

/// <summary>What happens when everything that the scraper remembers of its patients is gone: it polls all of them as for the first time, at the rate of new patients, and nobody hears of it.</summary>
internal sealed class LostMemoryBench : IBench
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public string Name => "lost-memory";

    public string About => "the store of fingerprints and watermarks is emptied under load: events, alerts and mails that come again, and the busiest second of the vendors";

    public IReadOnlyList<string> Keys =>
    [
        "patients", "speed", "new_patients_per_s", "cycles_after", "known_again", "transmissions_again", "alerts_again", "alerts_again_by_rule", "mails_again", "duplicated", "lost",
        "requests_per_s_before", "requests_per_s_max_after", "lateness_p99_ms_before", "lateness_p99_ms_after",
    ];

    public Task<JsonObject> RunAsync(BenchSize size, Action<string> progress, CancellationToken stop) =>
        PipelineRun.InFolderAsync(folder => RunAsync(PipelinePlan.LostMemory(size), folder, progress, stop));

    private static async Task<JsonObject> RunAsync(PipelinePlan plan, string folder, Action<string> progress, CancellationToken stop)
    {
        await using var set = await EmbeddedSet.StartAsync(plan, folder, progress, stop);
        using var http = new HttpClient();
        await set.RegisterAsync(stop);
        var lost = set.From + (TimeSpan.FromSeconds(Slots.Count) * plan.WarmUp);
        var end = lost + (TimeSpan.FromSeconds(Slots.Count) * plan.Cycles);
        await set.UntilAsync(lost - (Second * 100), stop);
        var busyBefore = await BusiestAsync(set, http, lost, stop);
        var (polls, alerts, mails) = (await set.Api.IngestAsync(lost, stop), await set.Api.AlertsAsync(lost, stop), set.Mails);

        var known = Empty(Path.Combine(folder, "polls.db"));
        progress($"emptied: {known} patients are unknown now");
        var busiest = await BusiestAsync(set, http, end, stop);
        var again = known - Known(Path.Combine(folder, "polls.db"));
        var pollsAfter = await set.SettledAsync(end, stop);
        var alertsAfter = await set.Api.AlertsAsync(end, stop);
        return new JsonObject
        {
            ["patients"] = set.Due.Patients,
            ["speed"] = plan.Speed,
            ["new_patients_per_s"] = Math.Round(plan.NewPatientsPerSecond * plan.Vendors.Count, 1),
            ["cycles_after"] = plan.Cycles,
            ["known_again"] = Math.Round(1 - (again / (double)Math.Max(1, known)), 4),
            ["transmissions_again"] = pollsAfter.TransmissionsNew - polls.TransmissionsNew,
            ["alerts_again"] = alertsAfter.Opened - alerts.Opened,
            ["alerts_again_by_rule"] = OpenedByRule(Path.Combine(folder, "ingest.db"), lost),
            ["mails_again"] = set.Mails - mails,
            ["duplicated"] = pollsAfter.PollsDuplicated,
            ["lost"] = set.Due.Until(end) - pollsAfter.PollsDone,
            ["requests_per_s_before"] = busyBefore,
            ["requests_per_s_max_after"] = busiest,
            ["lateness_p99_ms_before"] = polls.LatenessP99Ms,
            ["lateness_p99_ms_after"] = (await set.Api.IngestAsync(end, stop, since: lost)).LatenessP99Ms,
        };
    }

    /// <summary>Most requests that the vendors saw in ten seconds of the application's clock, per second of it.</summary>
    private static async Task<double> BusiestAsync(EmbeddedSet set, HttpClient http, DateTimeOffset until, CancellationToken stop)
    {
        var busiest = 0.0;
        var last = (At: set.Clock.GetUtcNow(), (await VendorStatistics.ReadAsync(http, set.Vendors, stop)).Requests);
        while (set.Clock.GetUtcNow() < until)
        {
            await set.UntilAsync(last.At + (Second * 10), stop);
            var next = (At: set.Clock.GetUtcNow(), (await VendorStatistics.ReadAsync(http, set.Vendors, stop)).Requests);
            busiest = Math.Max(busiest, (next.Requests - last.Requests) / (next.At - last.At).TotalSeconds);
            last = next;
        }

        return Math.Round(busiest, 1);
    }

    private static long Empty(string file)
    {
        var known = Known(file);
        Ask(file, "DELETE FROM state; SELECT 0");
        return known;
    }

    private static long Known(string file) => Ask(file, "SELECT count(*) FROM state WHERE key LIKE '%poll-v1-%'");

    private static JsonObject OpenedByRule(string file, DateTimeOffset since)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT body FROM alerts";
        using var reader = command.ExecuteReader();
        var alerts = new List<AlertEvent>();
        while (reader.Read())
            alerts.Add(JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(0), ContractsJson.Default.AlertEvent)!);
        return new(alerts.Where(a => a.State == AlertState.Opened && a.At >= since).CountBy(a => a.Rule).Select(r => KeyValuePair.Create(r.Key, (JsonNode?)r.Value)));
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static long Ask(string file, string sql)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
