using VectorCare.Scraper.Politeness;

namespace VectorCare.Scraper;

/// <summary>What a vendor allows, and how it is asked.</summary>
public sealed class VendorOptions
{
    /// <summary>Requests per second and clinic: 0.1 to 10,000, default 25.</summary>
    public double RequestsPerSecond { get; set; } = 25;

    /// <summary>Requests of a clinic that may come at once: 1 to 10,000, default 25.</summary>
    public int Burst { get; set; } = 25;

    /// <summary>Requests of a clinic in flight at once: 1 to 1,000, default 8.</summary>
    public int Concurrency { get; set; } = 8;

    /// <summary>What the vendor's terms of use say about polling; default not reviewed. A vendor that forbids it is not polled: its patients count as unmonitored, and operations are told.</summary>
    public TermsOfUse Terms { get; set; }

    /// <summary>The day on which somebody read the terms: needed with any answer, and not in the future.</summary>
    public DateOnly? TermsReviewedOn { get; set; }

    /// <summary>Whether the vendor's robots.txt is asked for and kept to; default no. Its endpoint's base URL must then be the host alone.</summary>
    public bool HonourRobots { get; set; }

    /// <summary>How long robots.txt may be out of reach before it counts as absent: 1 h to 30 d, default 30 d as RFC 9309 suggests. Until then the copy read last holds, and without one nothing is asked.</summary>
    public TimeSpan RobotsPatience { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Whether compressed answers are asked for and unpacked; default yes.</summary>
    public bool Compression { get; set; } = true;

    /// <summary>Time zone of <see cref="QuietWindows"/>; default UTC.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>Times of every day in which the vendor is asked nothing, such as its nightly maintenance; default none.</summary>
    public QuietWindow[] QuietWindows { get; set; } = [];

    /// <summary>What is wrong with how the vendor is asked.</summary>
    /// <param name="key">Key of these options.</param>
    /// <param name="today">The present day, in UTC.</param>
    internal IEnumerable<string> Problems(string key, DateOnly today)
    {
        if (!Enum.IsDefined(Terms))
            yield return $"{key}:Terms is {Terms}; allowed are {string.Join(", ", Enum.GetNames<TermsOfUse>())}.";
        if (Terms != TermsOfUse.NotReviewed && TermsReviewedOn is null)
            yield return $"{key}:TermsReviewedOn is not set, but Terms is {Terms}.";
        // A day's grace: somebody east of Greenwich is a day ahead.
        if (TermsReviewedOn > today.AddDays(1))
            yield return $"{key}:TermsReviewedOn is {TermsReviewedOn:yyyy-MM-dd}, which lies in the future.";
        if (RobotsPatience < TimeSpan.FromHours(1) || RobotsPatience > TimeSpan.FromDays(30))
            yield return $"{key}:RobotsPatience is {RobotsPatience}; allowed is 1 h to 30 d.";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
            yield return $"{key}:TimeZone: '{TimeZone}' is no time zone.";
        foreach (var (index, window) in QuietWindows.Index())
        {
            if (window.From == window.To)
                yield return $"{key}:QuietWindows:{index}: From and To must both be set, and differ.";
        }
    }
}
