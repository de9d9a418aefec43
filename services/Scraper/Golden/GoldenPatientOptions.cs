namespace VectorCare.Scraper.Golden;

/// <summary>A patient of a clinic whose newest transmission never changes, so that what its page says is known.</summary>
public sealed class GoldenPatientOptions
{
    /// <summary>Reference of the patient on the vendor's portal.</summary>
    public string PortalRef { get; set; } = string.Empty;

    /// <summary>When its newest transmission arrived at the portal.</summary>
    public DateTimeOffset Received { get; set; }

    /// <summary>Hash of what its newest transmission says, 16 hex digits, as in the event id of its transmission.</summary>
    public string ContentHash { get; set; } = string.Empty;
}
