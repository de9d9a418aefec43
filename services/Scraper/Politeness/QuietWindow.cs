namespace VectorCare.Scraper.Politeness;

/// <summary>A time of every day in the vendor's time zone; it may go over midnight. An hour that the end of summer time repeats is quiet twice, one that its beginning leaves out is not quiet at all.</summary>
public sealed class QuietWindow
{
    /// <summary>Its begin, for example <c>02:00</c>.</summary>
    public TimeOnly From { get; set; }

    /// <summary>Its end, which is no longer quiet.</summary>
    public TimeOnly To { get; set; }
}
