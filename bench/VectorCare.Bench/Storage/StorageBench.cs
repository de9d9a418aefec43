using System.Diagnostics;
using System.Text.Json.Nodes;
using VectorCare.Bench.Harness;
using VectorCare.Contracts;
using VectorCare.Ingest.Storage;
using VectorCare.TestKit.Servers;

namespace VectorCare.Bench.Storage;

/// <summary>Ingest on PostgreSQL: rate against raw COPY, bytes at rest over a simulated week, and how long reading takes.</summary>
internal sealed class StorageBench : IBench
{
    private const double PollsInFiveYears = 300_000 * 288 * 365.25 * 5;
    private const double PublishedPerYear = 7.7;
    private const double NewShare = 0.01;
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Kept = ["poll_days", "transmission_days", "raw", "patient_latest", "patient_keys", "event_ids"];

    public string Name => "storage";

    public string About => "ingest on a private PostgreSQL: rate against raw COPY, bytes per poll over a simulated week, reading";

    public IReadOnlyList<string> Keys =>
    [
        "copy_rows_per_s", "ingest_rows_per_s", "ratio", "staging_ratio", "transmissions_per_s", "senders", "patients", "measurements", "new_share", "days", "polls",
        "bytes_per_poll", "bytes_per_poll_polls_only", "bytes_per_transmission", "projected_tb_5y", "projected_tb_5y_published_rate", "latest_p99_ms", "timeline_p99_ms", "pack_polls_per_s", "rss_mb",
    ];

    public async Task<JsonObject> RunAsync(BenchSize size, Action<string> progress, CancellationToken stop)
    {
        var (patients, days, perRound, rounds, burst, others, reads) = size switch
        {
            BenchSize.Full => (3000, 7, 25_000, 3, 12_000, 1_720_000, 2000),
            BenchSize.Quick => (3000, 2, 20_000, 2, 6_000, 20_000, 1000),
            _ => (60, 1, 1000, 1, 200, 1000, 40),
        };
        await using var server = await StorageServer.StartAsync(stop);
        await using var open = await OpenStore.CreateAsync(server, "week", Start, stop);
        var (firstDay, fleet) = (StorageDay.Of(Start), new Fleet(patients, 1));
        var week = new SimulatedWeek(open, fleet, NewShare);
        var packing = TimeSpan.Zero;
        for (var day = firstDay; day < firstDay + days; day++)
        {
            await week.WriteDayAsync(day, stop);
            var since = Stopwatch.GetTimestamp();
            await open.Packer.PackPollsAsync(day, stop);
            packing += Stopwatch.GetElapsedTime(since);
            await open.Packer.PackTransmissionsAsync(day, stop);
            foreach (var table in (string[])["poll_batches", "transmissions"])
                await open.Database.DropEmptyAsync(table, day, stop);
            progress($"day {day - firstDay + 1} of {days}: {week.Polls} polls, {week.Transmissions} transmissions");
        }

        var polls = week.Polls;
        var pollBytes = (double)await open.BytesAsync(stop, "poll_days") / polls;
        var bytes = (double)await open.BytesAsync(stop, Kept) / polls;
        var perTransmission = (bytes - pollBytes) * polls / week.Transmissions;
        var (copy, ingest, staging) = await new CopyComparison(open, new Fleet(100_000, 2), perRound, rounds).RunAsync(firstDay + 40, stop);
        progress($"COPY {copy:F0}, ingest {ingest:F0}, staging and merge {staging:F0} rows/s");

        await SettleAsync(open, stop);

        // A busy day that is not packed yet: its rate, and what reading has to look through.
        var today = firstDay + days;
        open.Clock.Now = StorageDay.Start(today).AddHours(12);
        var rate = await week.SendAsync([.. Enumerable.Range(0, burst).Select(i => (fleet.Patients[i % patients], open.Clock.Now))], stop);
        progress($"{rate:F0} transmissions/s with raw bytes");
        await new OtherPatients(open, others).WriteAsync(today - 1, progress, stop);
        var measurements = await open.Database.ReadAsync("SELECT (SELECT count(*) FROM measurements)", r => r.GetInt64(0), stop).SingleAsync(stop);
        await SettleAsync(open, stop);
        var latest = await P99Async(reads, i => open.Store.LatestAsync(fleet.Patients[i * 7919 % patients], stop));
        var timeline = await P99Async(reads, i => TimelineAsync(open, fleet.Patients[i * 7919 % patients], firstDay + (i % days), stop));
        return new JsonObject
        {
            ["copy_rows_per_s"] = Math.Round(copy),
            ["ingest_rows_per_s"] = Math.Round(ingest),
            ["ratio"] = Math.Round(ingest / copy, 3),
            ["staging_ratio"] = Math.Round(staging / copy, 3),
            ["transmissions_per_s"] = Math.Round(rate),
            ["senders"] = SimulatedWeek.Senders,
            ["patients"] = patients,
            ["measurements"] = measurements,
            ["new_share"] = NewShare,
            ["days"] = days,
            ["polls"] = polls,
            ["bytes_per_poll"] = Math.Round(bytes, 2),
            ["bytes_per_poll_polls_only"] = Math.Round(pollBytes, 2),
            ["bytes_per_transmission"] = Math.Round(perTransmission),
            ["projected_tb_5y"] = Math.Round(bytes * PollsInFiveYears / 1e12, 2),
            ["projected_tb_5y_published_rate"] = Math.Round(((pollBytes * PollsInFiveYears) + (await RareAsync(server, patients, stop) * PublishedPerYear * 5 * 300_000)) / 1e12, 3),
            ["latest_p99_ms"] = Math.Round(latest, 2),
            ["timeline_p99_ms"] = Math.Round(timeline, 2),
            ["pack_polls_per_s"] = Math.Round(polls / packing.TotalSeconds),
            ["rss_mb"] = Environment.WorkingSet >> 20,
        };
    }

    /// <summary>What the part before left to write and to collect does not count to the next.</summary>
    private static async Task SettleAsync(OpenStore open, CancellationToken stop)
    {
        foreach (var settle in (string[])["VACUUM ANALYZE", "CHECKPOINT"])
            await open.Database.RunAsync(settle, stop);
        GC.Collect();
    }

    /// <summary>Bytes of a transmission that is alone on its day and whose page has no reference, as they are at the published rate.</summary>
    private static async Task<double> RareAsync(PrivatePostgres server, int patients, CancellationToken stop)
    {
        await using var open = await OpenStore.CreateAsync(server, "rare", Start, stop);
        var empty = await open.BytesAsync(stop, Kept);
        var fleet = new Fleet(patients, 3);
        await new SimulatedWeek(open, fleet, 0).SendAsync([.. fleet.Patients.Select(p => (p, Start))], stop);
        await open.Packer.PackTransmissionsAsync(StorageDay.Of(Start), stop);
        return (double)(await open.BytesAsync(stop, Kept) - empty) / patients;
    }

    private static async Task TimelineAsync(OpenStore open, Guid patient, int day, CancellationToken stop)
    {
        var slot = Slots.Of(patient);
        var first = Slots.CycleAt(slot, StorageDay.Start(day));
        if ((await open.Store.PollsAsync(patient, first + 1, first + 288, stop)).Count < 287)
            throw new InvalidOperationException("A day's polls are not all there.");
        await open.Store.SeenOnAsync(patient, day, stop);
    }

    /// <summary>Of reads one after the other; those before them, half as many, are of other patients.</summary>
    private static async Task<double> P99Async(int count, Func<int, Task> read)
    {
        for (var i = 0; i < count / 2; i++)
            await read(i);
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            var since = Stopwatch.GetTimestamp();
            await read((count / 2) + i);
            times[i] = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        }

        return times.Order().ElementAt((int)(count * 0.99));
    }
}
