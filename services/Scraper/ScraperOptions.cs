using VectorCare.Scraper.Golden;

namespace VectorCare.Scraper;

/// <summary>Options of the scraper, section <c>Scraper</c>. Validated at start, every error at once.</summary>
public sealed class ScraperOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Scraper";

    /// <summary>The pseudonym key of development; any other environment refuses it.</summary>
    public const string DevelopmentPseudonymKey = "vectorcare-development-pseudonym-key";

    /// <summary>Secret text, at least 16 characters, that turns device serial numbers into pseudonyms; the same in every replica and for ever.</summary>
    public string PseudonymKey { get; set; } = DevelopmentPseudonymKey;

    /// <summary>The polls of a batch start over this time, in the order of the batch; 0 starts them at once. 0 to 5 s, default 700 ms.</summary>
    public TimeSpan PacingWindow { get; set; } = TimeSpan.FromMilliseconds(700);

    /// <summary>Polls of one batch in flight at once: 1 to 1,000, default 64.</summary>
    public int BatchConcurrency { get; set; } = 64;

    /// <summary>Batches held at once; further deliveries wait. 1 to 1,000, default 32.</summary>
    public int HeldBatches { get; set; } = 32;

    /// <summary>A batch is finished after this time, with what is not polled by then counted as missed. 1 to 240 s, default 45 s: well inside the 60 s after which a broker redistributes.</summary>
    public TimeSpan BatchBudget { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>Longest answer of a vendor in bytes: 64 KiB to 64 MiB, default 2 MiB.</summary>
    public int MaxPageBytes { get; set; } = 2 * 1024 * 1024;

    /// <summary>A request is given up after this time: 1 to 60 s, default 15 s; above what the endpoint's resiliency policy allows in all.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Misses in a row that make a patient missing: 1 to 12, default 3.</summary>
    public int ConsecutiveMisses { get; set; } = 3;

    /// <summary>Misses within <see cref="MissWindow"/> cycles that make a patient missing: 1 to the window, default 6.</summary>
    public int WindowMisses { get; set; } = 6;

    /// <summary>Cycles that are looked back on for misses: 1 to 32, default 12.</summary>
    public int MissWindow { get; set; } = 12;

    /// <summary>A page that looks unchanged is parsed all the same every so many cycles: 1 to 288, default 12.</summary>
    public int FullParseEvery { get; set; } = 12;

    /// <summary>Failures in a row after which a vendor counts as down: 1 to 10,000, default 10.</summary>
    public int VendorDownAfter { get; set; } = 10;

    /// <summary>Answers in a row after which a vendor that is down counts as up: 1 to 1,000, default 3.</summary>
    public int VendorUpAfter { get; set; } = 3;

    /// <summary>While a vendor is down one request goes out per this time to see whether it is back: 0.1 to 60 s, default 1 s.</summary>
    public TimeSpan VendorProbeInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>First polls of new patients per second and vendor: 0.1 to 100,000, default 100. Those above it are counted as not yet admitted: a new population, or one whose memory was lost, must not keep the known patients waiting.</summary>
    public double NewPatientsPerSecond { get; set; } = 100;

    /// <summary>Golden patients by <c>{vendor}-{clinic}</c>: they are read before anything new of the clinic is believed. A clinic without an entry has none.</summary>
    public IDictionary<string, GoldenPatientOptions[]> Golden { get; } = new Dictionary<string, GoldenPatientOptions[]>();

    /// <summary>Operations are told when fewer than this share of a vendor's polls of a cycle see something, by at least 100 polls of a replica: 0 (never) to 1, default 0.5. An outage of the vendor does not count.</summary>
    public double ResultFloor { get; set; } = 0.5;

    /// <summary>Floors of single vendors in place of <see cref="ResultFloor"/>.</summary>
    public Dictionary<string, double> ResultFloors { get; } = [];

    /// <summary>A page of which more than this share has come or gone against what pages of its kind look like is judged by the classifier, and refused unless it calls the change harmless: 0 to 1, default 0, which has every page judged that differs at all. Refused pages are judged whatever their share is.</summary>
    public double DriftLimit { get; set; }

    /// <summary>Pages of a kind in a row that are not believed before the kind counts as changed: 1 to 1,000, default 10. From then on its hidden patients are the page's trouble, told once, and not each one's own.</summary>
    public int QuarantineAfter { get; set; } = 10;

    /// <summary>By vendor: labels of the portal that were renamed, each with the label it had before. A page read with them is believed no sooner than any other.</summary>
    public Dictionary<string, Dictionary<string, string>> Labels { get; } = [];

    /// <summary>What vendors allow, by vendor id; a vendor without an entry has the defaults.</summary>
    public IDictionary<string, VendorOptions> Vendors { get; } = new Dictionary<string, VendorOptions>();
}
