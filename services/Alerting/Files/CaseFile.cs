using VectorCare.Alerting.Charts;
using VectorCare.Alerting.Episodes;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Files;

/// <summary>All that alerting keeps of a subject: a patient, a vendor as a whole, or operations. One state document, guarded by its etag.</summary>
internal sealed class CaseFile
{
    /// <summary>Key of operations' own file.</summary>
    public const string Operations = "operations";

    /// <summary>Version of this form.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Patient id, <c>vendor-{vendor}</c> or <see cref="Operations"/>.</summary>
    public required string Subject { get; init; }

    /// <summary>Internal patient id, or null.</summary>
    public Guid? Patient { get; init; }

    /// <summary>Clinic id, the latest known.</summary>
    public string? Clinic { get; set; }

    /// <summary>Vendor id, the latest known.</summary>
    public string Vendor { get; set; } = string.Empty;

    /// <summary>Transmissions of the kept part of the history.</summary>
    public List<ChartEntry> Entries { get; init; } = [];

    /// <summary>Device time before which nothing is kept, or null.</summary>
    public DateTimeOffset? KeptFrom { get; set; }

    /// <summary>Baseline of the part that is no longer kept.</summary>
    public DateTimeOffset? BaselineAt { get; set; }

    /// <summary>An AT/AF episode stood in the part that is no longer kept.</summary>
    public bool HadAtAf { get; set; }

    /// <summary>States open at <see cref="KeptFrom"/>.</summary>
    public List<CarriedState> Carried { get; set; } = [];

    /// <summary>Keys of device events of the part that is no longer kept: they never page again.</summary>
    public HashSet<string> PastEvents { get; init; } = [];

    /// <summary>When a state may begin by the passage of time alone, or null.</summary>
    public DateTimeOffset? ReviewAt { get; set; }

    /// <summary>Connectivity events, by cycle.</summary>
    public List<SilenceFact> Silences { get; init; } = [];

    /// <summary>Alerts.</summary>
    public List<AlertRecord> Alerts { get; init; } = [];

    /// <summary>The chart of what is kept.</summary>
    public Chart Chart() => Charts.Chart.Of(Entries, BaselineAt, HadAtAf);

    /// <summary>State key of a subject's file.</summary>
    public static string KeyOf(string subject) => "episodes-v1-" + subject;

    /// <summary>Subject of a vendor's file.</summary>
    public static string VendorSubject(string vendor, string? page = null) => page is null ? "vendor-" + vendor : $"vendor-{vendor}-{page}";
}

/// <summary>A connectivity event, as far as it counts.</summary>
/// <param name="EventId">Its id.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Cycle">When it was decided.</param>
/// <param name="At">When it was decided, UTC.</param>
/// <param name="Since">First miss or first failure.</param>
/// <param name="Misses">Misses in a row.</param>
/// <param name="Reason">Reason code of the last miss.</param>
internal sealed record SilenceFact(string EventId, ConnectivityKind Kind, long Cycle, DateTimeOffset At, DateTimeOffset Since, int Misses, string? Reason);
