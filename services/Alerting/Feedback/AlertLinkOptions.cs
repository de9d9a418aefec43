using System.ComponentModel.DataAnnotations;

namespace VectorCare.Alerting.Feedback;

/// <summary>Signed links in mails, section <c>Alerting:Links</c>.</summary>
internal sealed class AlertLinkOptions
{
    /// <summary>Address under which clinicians reach this service; default none: mails carry no links.</summary>
    [Url]
    public string? BaseUrl { get; init; }

    /// <summary>How long a link may be used, in hours, 1 to 720; default 72.</summary>
    [Range(1, 720)]
    public int ValidHours { get; init; } = 72;
}
