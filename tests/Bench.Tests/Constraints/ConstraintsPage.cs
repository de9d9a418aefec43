using System.Globalization;
using static VectorCare.Bench.Tests.CommittedResults;

namespace VectorCare.Bench.Tests.Constraints;

/// <summary>docs/operations/technical-constraints.md, made of the committed results.</summary>
internal static class ConstraintsPage
{
    /// <summary>The page.</summary>
    public static string Write()
    {
        var (job, alerts, kills, fleet) = (Of("main-job"), Of("alerts"), Of("kill-alerting"), Of("fleet"));
        var (storage, lost, markup, rules) = (Of("storage"), Of("kill-storage"), Of("markup"), Of("rules"));
        var (mix, stub) = (Of("pipeline"), Of("pipeline-stub"));
        return string.Create(CultureInfo.InvariantCulture, $"""
            # Technical constraints

            For those who decide what VectorCare promises and to whom. Every figure was measured on {MachineOf("main-job")} with simulated vendors, and is copied from `bench/results` by `VECTORCARE_WRITE_DOCS=1 dotnet test tests/Bench.Tests`; a test compares this page with them. What is promised outside has to leave room for networks, real portals and real brokers, none of which are in them.

            ## How fresh
            | question | answer | why |
            |---|---|---|
            | How often is a patient looked at? | every 300 s, at an instant that never moves | the cycle is divided into 300 slots of a second; a patient's slot follows from the id |
            | How late does a poll begin? | p99 {Figure(job, "lateness_p99_ms"):N0} ms, at worst {Figure(job, "lateness_max_with_rehearsal_ms") / 1000:F1} s over {Figure(job, "polls_due"):N0} polls, a cold start among them | a slot's requests are spread over 700 ms to spare the portals |
            | How soon is something new on a portal seen? | half of it within {Figure(fleet, "detection_p50_s"):F0} s, 99 % within {Figure(fleet, "detection_p99_s"):F0} s | the cycle alone; it grows with retries and outages |
            | Can it be quicker? | not without asking the vendors: half the cycle is twice the requests on their portals | |

            VectorCare sees what a portal shows. Whatever lies before that (the device, the bedside monitor, the vendor's own processing) is often hours and not in any figure here.

            ## How soon a human hears of it
            | question | answer | limit |
            |---|---|---|
            | A red alert, from detection to the mail server, 50 alerts a second | p99 {Figure(alerts, "delivery_p99_ms"):F0} ms | 60 s |
            | {Figure(alerts, "burst_red"):N0} red ones within {Figure(alerts, "burst"):N0} alerts at once | the last after {Figure(alerts, "burst_red_max_s"):F1} s | 60 s |
            | Anything else of that burst | the last after {Figure(alerts, "burst_all_max_s"):F0} s | |
            | A red alert, from its poll to the mailbox, in the whole program | at most {Figure(job, "red_delay_max_s"):F1} s ({Figure(job, "red_alerts"):N0} alerts) | 60 s |
            | A yellow alert | gathered for 30 s, and for quiet hours where a clinic has them | 72 h |
            | Lost when processes are killed | {Figure(kills, "lost"):N0} of {Figure(kills, "pages"):N0} pages in {Figure(kills, "kills"):N0} kills | 0 |

            A page can arrive twice after a crash (copies in those kills: {Figure(kills, "raw_copies"):N0}): both carry the same delivery key. From the mail server on, nothing is in our hands; whoever needs more than one way to a human gives the clinic more than one channel.

            ## How right
            | question | answer |
            |---|---|
            | Of the events that a rule should find, found | {Figure(fleet, "sensitivity"):P2}; of the red ones {Figure(fleet, "sensitivity_red"):P2} (lower bound {Figure(fleet, "sensitivity_red_lower"):P2}) |
            | Of the alerts, right | {Figure(fleet, "ppv"):P2} |
            | Alerts for a patient and year | {Figure(fleet, "alerts_per_patient_year"):F1}, {Figure(fleet, "red_share"):P1} of them red |
            | Wrong values stored over {Figure(markup, "changes"):N0} changes of the vendors' pages | {Figure(markup, "wrong_values_stored"):N0} |
            | Of the changes that break reading, noticed | {Figure(markup, "breaking_caught"):P2} |

            These are simulated patients of [fleet.md](../fleet.md): they show that rules and plumbing do what they say, not how well they fit real ones. Limits marked [E] in the [rules](../rules) are engineering defaults until a clinician signs them off.

            ## How many
            | question | answer |
            |---|---|
            | Patients polled every 300 s by two cores, the simulated vendors beside them | {Figure(mix, "patients"):N0}: {Figure(mix, "polls_per_s"):N0} polls a second, {Figure(mix, "lost"):N0} lost, p99 {Figure(mix, "lateness_p99_ms"):N0} ms late |
            | CPU of a poll | {Figure(mix, "cpu_ms_per_poll"):F2} ms, {Figure(mix, "cpu_ms_per_poll") / Figure(mix, "prometheus_cpu_ms_per_scrape"):F1} times that of a scrape by Prometheus |
            | Polls a second of vendors who answer in a few bytes | {Figure(stub, "polls_per_s"):N0} |
            | Storage for 300,000 patients and five years, 1 % of the polls with something new | {Figure(storage, "projected_tb_5y"):F2} TB (limit 10) |
            | The same at 7.7 transmissions a patient and year | {Figure(storage, "projected_tb_5y_published_rate"):F2} TB |
            | New transmissions stored a second | {Figure(storage, "transmissions_per_s"):N0} |
            | Rules evaluated a second and core | {Figure(rules, "evaluations_per_s") / 1e6:F0} million |
            | Stored events lost over {Figure(lost, "kills"):N0} kills of store and database | {Figure(lost, "lost"):N0} |

            More in [capacity.md](capacity.md) and [cost-of-a-poll.md](../cost-of-a-poll.md). A new patient costs what the portal costs: the limit is what a vendor lets us ask, not what we can compute.
            {Telemetry()}
            ## What needs somebody else
            | wish | needs |
            |---|---|
            | a real vendor | an agreement with its maker, then an [adapter](../adapters.md) |
            | another region, broker or store | a [component set](new-region.md); no code |
            | another limit or a new rule | a clinician's signature; no code |
            | a shorter cycle | the vendors' consent, and all figures above measured anew |
            | a promise that a human has read an alert | the human: the ladder pages on until somebody acknowledges, and tells operations when nobody is left |

            ## What it is not
            No patient monitor and no medical device. A device that does not transmit, a portal that does not show: VectorCare says that it sees nothing, and nothing more.

            """);
    }

    private static string Telemetry()
    {
        var telemetry = Of("telemetry");
        return string.Create(CultureInfo.InvariantCulture, $"""

            ## What watching costs
            Traces of {Figure(telemetry, "sampling_ratio"):P0} of the polls and of every alert, and all metrics, at {Figure(telemetry, "polls_per_s"):N0} polls a second: {Figure(telemetry, "services_cpu_ms_per_poll_with"):F3} ms of the services' CPU a poll, without {Figure(telemetry, "services_cpu_ms_per_poll_without"):F3} ms. The difference is {Figure(telemetry, "cost_share"):P1} (limit 5 %); by pairs of runs {string.Join(" and ", telemetry["cost_share_by_pair"]!.AsArray().Select(p => p!.GetValue<double>().ToString("P1", CultureInfo.InvariantCulture)))}, so what is below zero is what equal runs differ by.

            """);
    }

    private static string MachineOf(string bench) => Read(bench)["machine"] is { } machine ? string.Create(CultureInfo.InvariantCulture, $"{machine["cores"]} cores with {machine["memory_gb"]!.GetValue<double>():F0} GB") : string.Empty;
}
