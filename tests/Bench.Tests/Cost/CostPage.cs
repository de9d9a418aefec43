using System.Globalization;
using System.Text.Json.Nodes;
using VectorCare.Bench.Pipeline;
using static VectorCare.Bench.Tests.CommittedResults;

namespace VectorCare.Bench.Tests.Cost;

/// <summary>docs/cost-of-a-poll.md, made of the committed results.</summary>
internal static class CostPage
{
    /// <summary>CPU of a scrape in ms with 10,000 targets, from a run that was not kept.</summary>
    private const double FewTargets = 0.277;

    /// <summary>The page.</summary>
    public static string Write()
    {
        var (mix, stub, lost) = (Of("pipeline"), Of("pipeline-stub"), Of("lost-memory"));
        return string.Create(CultureInfo.InvariantCulture, $"""
            # What a poll costs

            `dotnet run -c Release --project bench/VectorCare.Bench -- pipeline` polls 300,000 patients every 300 s through all services on the embedded set, and then has Prometheus scrape pages of {Figure(mix, "prometheus_page_bytes")} bytes from nginx, both as Debian has them (`bench/yardstick.sh`). The figures lie in [pipeline.json](../bench/results/pipeline.json), [pipeline-stub.json](../bench/results/pipeline-stub.json) and [lost-memory.json](../bench/results/lost-memory.json); this page is made of them by `VECTORCARE_WRITE_DOCS=1 dotnet test tests/Bench.Tests`, and a test compares it with them.

            ## At full load
            {Figure(mix, "patients"):N0} patients of three vendors and 1,000 clinics, {Figure(mix, "cycles")} cycles, pages of {Figure(mix, "page_bytes_mean") / 1000:F0} KB, something new in {Figure(mix, "new_share"):P1} of the polls; the simulated vendors run on the same two cores and are not counted.

            | what | measured | wanted |
            |---|---|---|
            | polls a second | {Figure(mix, "polls_per_s"):N0} | 1,000 |
            | polls lost; counted twice | {Figure(mix, "lost"):N0}; {Figure(mix, "duplicated"):N0} | 0; 0 |
            | lateness of a poll, half, 99 %, worst | {Figure(mix, "lateness_p50_ms"):N0}, {Figure(mix, "lateness_p99_ms"):N0}, {Figure(mix, "lateness_max_ms"):N0} ms | 99 % ≤ 1,000 ms |
            | distance of a patient's interval from 300 s, 99 % | {Figure(mix, "interval_jitter_p99_ms"):N0} ms | ≤ 100 ms |
            | CPU of a poll | {Figure(mix, "cpu_ms_per_poll"):F3} ms | |
            | CPU of a scrape by Prometheus, {Figure(mix, "prometheus_targets"):N0} targets at 1,000 scrapes a second | {Figure(mix, "prometheus_cpu_ms_per_scrape"):F3} ms | |
            | a poll in scrapes | {Figure(mix, "cpu_ms_per_poll") / Figure(mix, "prometheus_cpu_ms_per_scrape"):F2} | ≤ 1.5, goal 1.0 |
            | resident memory for a patient over idle, registered and polled | {Figure(mix, "bytes_per_patient"):N0}, {Figure(mix, "bytes_per_patient_polled"):N0} bytes (below nothing: less was resident then than after the start) | ≤ 5,000 |
            | import of {Figure(mix, "registered"):N0} patients | {Figure(mix, "import_s"):F1} s | ≤ 60 s |

            | process | CPU of a poll, ms |
            |---|---|
            {ByProcess(mix)}

            A scrape is one request from one process for a small page. A poll passes two HTTP hops, because everything goes through the Dapr API: the scraper's client, the sidecar's server, the sidecar's client. Of the three vendors two answer that nothing has changed; the pages of the third have 10 to 40 KB. Where something is new, the page is parsed, published, kept as it came, stored and judged, and that costs about as much as ten polls; a patient's first poll costs 4 to 5 ms. Every twelfth page is parsed in full although it looks unchanged.

            The more targets Prometheus has, the more a scrape costs it: {FewTargets:F2} ms with 10,000, and a poll is {Figure(mix, "cpu_ms_per_poll") / FewTargets:F1} of those; 0.9 ms and more with 100,000, of which two cores kept only 83,123 up. 300,000 targets, one for each patient, do not fit into the memory. These are from runs of their own that are not kept; between 30,000 and 100,000 nothing was tried.

            `--quick` has a tenth of the patients at ten times the speed: ten times the batches, ticks and sweeps for as many polls, so its CPU is not that of the full run.

            ## What was taken away
            | what | what it cost |
            |---|---|
            | threads that have nothing to do spin (`UnfairSemaphoreSpinLimit`) | 13 % of the scraper's samples were in `sched_yield`; 2.3 % now |
            | every answer wakes a thread (`InlineSockets`) | a wake-up for each answer |
            | pages passed on piece by piece | a wake-up of the scraper for each piece |
            | bulk reads of SQLite state, one statement for each key | now one statement |
            | polls of a slot one by one over its 700 ms | now in steps of 25 ms, so that a wake-up serves several |
            | batches of 100 | now up to 400: a quarter of the events, claims, journals and bulk reads |
            | code that was not compiled again after it had been watched (`DOTNET_TieredPGO=0`, for short runs only) | a fifth of the CPU |

            Profiles show no single place left that costs much: in LocalDapr a quarter is the HTTP server, a tenth the HTTP client, a tenth the reading, writing and waiting for sockets in the kernel, a tenth gRPC, and storage a twentieth.

            ## Without the vendors
            `pipeline-stub` polls {Figure(stub, "patients"):N0} patients of the two vendors that say in a few bytes that nothing has changed, at {Figure(stub, "speed"):N0} times the speed: {Figure(stub, "polls_per_s"):N0} polls a second (3,000 wanted) on two cores, {Figure(stub, "cpu_ms_per_poll"):F3} ms each, {Figure(stub, "lost"):N0} lost, {Figure(stub, "duplicated"):N0} counted twice, lateness p99 {Figure(stub, "lateness_p99_ms"):N0} ms of the application's clock.

            ## Without a memory
            `lost-memory` empties the store of fingerprints and watermarks under load, and counts which events, alerts and mails come a second time and how busy the vendors get. Events come again by their nature and are recognised by their ids; alerts and mails must not. All {Figure(lost, "patients"):N0} patients were known when the memory was lost: {Figure(lost, "known_again"):P0} of them were known again after {Figure(lost, "cycles_after"):N0} cycles; {Figure(lost, "transmissions_again"):N0} transmissions, {Figure(lost, "alerts_again"):N0} alerts and {Figure(lost, "mails_again"):N0} mails came a second time, {Figure(lost, "lost"):N0} polls were lost, and the vendors' busiest ten seconds had {Figure(lost, "requests_per_s_max_after"):F1} requests a second ({Figure(lost, "requests_per_s_before"):F1} before). A run that begins while patients are still new counts their first alerts as coming again.

            """);
    }

    private static string ByProcess(JsonNode mix)
    {
        var polls = Figure(mix, "patients") * Figure(mix, "cycles");
        return string.Join('\n', mix["cpu_ms_by_process"]!.AsObject().OrderByDescending(p => p.Value!.GetValue<double>()).Select(p =>
            string.Create(CultureInfo.InvariantCulture, $"| {p.Key}{(PipelineRun.CostsPolls(p.Key) ? "" : " (not counted)")} | {p.Value!.GetValue<double>() / polls:F3} |")));
    }
}
