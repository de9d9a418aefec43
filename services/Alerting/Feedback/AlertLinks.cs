using Microsoft.Extensions.Options;
using VectorCare.Alerting.Delivery;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Signing;

namespace VectorCare.Alerting.Feedback;

/// <summary>Signed links for alerts.</summary>
internal sealed class AlertLinks(IOptions<AlertLinkOptions> options, ISigningKeys keys, TimeProvider time)
{
    /// <summary>Path of a link, before the token.</summary>
    public const string Path = "/l/";

    private const string KeySecret = "alert-link-key";

    /// <summary>Links of an alert; none for operations, and none where they are not configured: the alert goes out all the same.</summary>
    public async Task<AlertActions?> ForAsync(AlertRecord record, CaseFile file, CancellationToken cancellationToken)
    {
        if (options.Value.BaseUrl is not { } address || file.Clinic is not { } clinic || await keys.ReadAsync(KeySecret, cancellationToken) is not { } secret)
            return null;
        var expires = time.GetUtcNow() + TimeSpan.FromHours(options.Value.ValidHours);
        Uri Link(LinkAction action) => new(address.TrimEnd('/') + Path + new LinkToken(record.Id, clinic, action, expires).Sign(secret));
        return new AlertActions(Link(LinkAction.Acknowledge), Link(LinkAction.NotUseful));
    }

    /// <summary>Reads a link's token; null where it is not ours.</summary>
    public async Task<LinkToken?> ReadAsync(string token, CancellationToken cancellationToken) =>
        await keys.ReadAsync(KeySecret, cancellationToken) is { } secret ? LinkToken.Read(token, secret) : null;
}
