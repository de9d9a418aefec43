using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Budgets;
using VectorCare.Scraper.Politeness;
using VectorCare.Scraper.VendorHealth;

namespace VectorCare.Scraper.Vendors;

/// <summary>The way of one poll to its vendor: as the vendor permits, within the clinic's budget, counted, and watched for the vendor's health.</summary>
internal sealed class VendorChannel(string vendor, string clinic, VendorTransport transport, VendorGate gate, ClinicBudget budget, VendorMonitor monitor, DateTimeOffset deadline, TimeProvider time)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    /// <summary>Vendor id.</summary>
    public string Vendor => vendor;

    /// <summary>Clinic id.</summary>
    public string Clinic => clinic;

    /// <summary>Requests sent.</summary>
    public int Requests { get; private set; }

    /// <summary>When the first request went out.</summary>
    public DateTimeOffset? FirstSent { get; private set; }

    /// <summary>Sends a request when it is its turn.</summary>
    public async Task<VendorReply> SendAsync(HttpMethod method, string path, IReadOnlyList<(string Name, string Value)> headers, CancellationToken cancellationToken, IReadOnlyList<KeyValuePair<string, string>>? form = null)
    {
        if (await gate.RefusalAsync(vendor, path, cancellationToken) is { } refusal)
            return NotAsked(refusal);
        if (!await budget.EnterAsync(deadline, cancellationToken))
            return new VendorReply { Kind = ReplyKind.RateLimited, Reason = "budget-exhausted" };
        try
        {
            // Its turn may have come in a quiet window.
            if (gate.Refusal(vendor) is { } late)
                return NotAsked(late);
            FirstSent ??= time.GetUtcNow();
            Requests++;
            var reply = await transport.SendAsync(vendor, method, path, headers, form, cancellationToken);
            if (reply.Kind == ReplyKind.RateLimited)
                budget.PauseUntil(time.GetUtcNow() + Longer(reply.RetryAfter));
            else
                monitor.Saw(reply.Kind != ReplyKind.VendorDown, time.GetUtcNow());
            return reply;
        }
        finally
        {
            budget.Leave();
        }
    }

    /// <summary>The outcome of a poll whose request did not end in an answer.</summary>
    public static FetchedPage Failure(VendorReply reply)
    {
        using (reply)
        {
            return reply.Kind switch
            {
                ReplyKind.VendorDown => FetchedPage.Failed(PollOutcome.VendorDown, reply.Reason ?? "unreachable"),
                ReplyKind.TooLarge => FetchedPage.Failed(PollOutcome.ParseFailed, reply.Reason ?? "page-too-large"),
                ReplyKind.Unreadable => FetchedPage.Failed(PollOutcome.ParseFailed, reply.Reason ?? "unreadable"),
                ReplyKind.NotAsked => FetchedPage.Failed(PollOutcome.NotAsked, reply.Reason ?? "not-asked"),
                ReplyKind.RateLimited => FetchedPage.Failed(PollOutcome.Missed, reply.Reason ?? "rate-limited"),
                _ => FetchedPage.Failed(PollOutcome.Missed, "http-" + reply.Status.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            };
        }
    }

    private static VendorReply NotAsked(string reason) => new() { Kind = ReplyKind.NotAsked, Reason = reason };

    private static TimeSpan Longer(TimeSpan? asked) => asked is { } pause && pause > ShortestPause ? pause : ShortestPause;
}
