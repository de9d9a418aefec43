using System.Globalization;
using System.Text.Json.Nodes;
using static VectorCare.Bench.Tests.CommittedResults;

namespace VectorCare.Bench.Tests.Storage;

/// <summary>docs/operations/capacity.md, made of the committed results.</summary>
internal static class CapacityPage
{
    private static readonly int[] Fleets = [30_000, 100_000, 300_000, 1_000_000];

    /// <summary>The page.</summary>
    public static string Write()
    {
        var (storage, steady) = (Of("storage"), Of("storage-steady"));
        return string.Create(CultureInfo.InvariantCulture, $"""
            # Capacity of the store

            The figures are measured by `dotnet run -c Release --project bench/VectorCare.Bench -- storage` on a PostgreSQL of its own and lie in [storage.json](../../bench/results/storage.json); this page is made of them by `VECTORCARE_WRITE_DOCS=1 dotnet test tests/Bench.Tests`, and a test compares it with them. Measured on 2 cores: {Figure(storage, "patients"):N0} patients, {Figure(storage, "polls"):N0} polls in {Figure(storage, "days")} days, {Figure(storage, "new_share") * 100:F0} % of which found something new, 50 measurements and 20 KB of raw page each.

            ## Bytes at rest
            | what | bytes |
            |---|---|
            | a poll with its share of everything, 1 % new | {Figure(storage, "bytes_per_poll")} |
            | a poll, its outcome, times and content hash only | {Figure(storage, "bytes_per_poll_polls_only")} |
            | a transmission with raw page, values, keys and ids | {Figure(storage, "bytes_per_transmission")} |

            | patients | polls a day | GB a day, 1 % new | TB in 5 years, 1 % new | TB in 5 years, 7.7 transmissions a year |
            |---|---|---|---|---|
            {string.Join('\n', Fleets.Select(patients => Projection(storage, patients)))}

            Counted are packed days, raw pages, patients' newest values, keys and event ids, with their indexes. Not counted: the days that are not packed yet (about three), write-ahead log, backups, replicas, and free space for vacuum. Plan twice the table for one server.

            ## Rates
            | what | measured | wanted |
            |---|---|---|
            | rows against raw binary COPY of the same rows | {Figure(storage, "ratio")} | ≥ 0.8 |
            | COPY into staging and one merge, against the same | {Figure(storage, "staging_ratio")} | |
            | transmissions a second with measurements and raw page | {Figure(storage, "transmissions_per_s"):N0} | ≥ 1,500 |
            | latest values of a patient, p99, over {Figure(storage, "measurements") / 1e6:F1} M measurements | {Figure(storage, "latest_p99_ms")} ms | ≤ 2 ms |
            | a day's timeline, p99 | {Figure(storage, "timeline_p99_ms")} ms | ≤ 20 ms |
            | polls packed a second | {Figure(storage, "pack_polls_per_s"):N0} | |
            | CPU of ingest at {Figure(steady, "polls_per_s"):N0} polls a second, 1 % new with {Figure(steady, "page_bytes") / 1000:F0} KB of raw page each | {Figure(steady, "ingest_core_share") * 100:F1} % of a core | ≤ 5 % |
            | CPU of PostgreSQL, all its processes, at the same | {Figure(steady, "database_core_share") * 100:F1} % of a core | ≤ 5 % |
            | resident memory of ingest after {Figure(steady, "memory_events") / 5:N0} events, and after {Figure(steady, "memory_events"):N0} | {Figure(steady, "rss_mb_at_fifth")} MB, {Figure(steady, "rss_mb_at_end")} MB ({Figure(steady, "rss_growth_percent"):+0.0;-0.0;0.0} %) | the same |

            The last three are from `storage-steady` ([storage-steady.json](../../bench/results/storage-steady.json)): ingest is a process of its own there. For memory it takes {Figure(steady, "memory_events_per_s"):N0} events a second, batches of {Figure(steady, "memory_polls_per_batch")} polls and, each hundredth, a transmission with its page.

            ## Reviewing
            `GET /v1/statistics` of ingest says what a running system has: bytes on disk, patients, polls of the last 25 hours and the share that was new. Bytes grow by transmissions, hardly by polls: when that share is above 1 %, ask first whether an adapter declares too little of a page volatile.

            """);
    }

    private static string Projection(JsonNode storage, int patients)
    {
        var (polls, bytes, rare) = (patients * 288.0, Figure(storage, "bytes_per_poll"), Figure(storage, "projected_tb_5y_published_rate"));
        return string.Create(CultureInfo.InvariantCulture, $"| {patients:N0} | {polls / 1e6:N1} M | {polls * bytes / 1e9:N2} | {polls * bytes * 365.25 * 5 / 1e12:N2} | {rare * patients / 300_000:N2} |");
    }
}
