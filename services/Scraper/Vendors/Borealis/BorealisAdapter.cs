using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Pages;
using VectorCare.Scraper.Sessions;
using VectorCare.Scraper.Structure;

namespace VectorCare.Scraper.Vendors.Borealis;

/// <summary>Borealis: a JSON API with an API key, conditional requests and pages of transmissions, oldest first.</summary>
internal sealed class BorealisAdapter(CredentialCache credentials, TimeProvider time) : IVendorAdapter
{
    private const int MaxPages = 20;

    public string Name => "borealis";

    public int Version => 1;

    public VolatileMarkers Markers => VolatileMarkers.None;

    public PageShape ShapeOf(string page, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string>? renamed) => JsonShape.Of(body.Span, renamed);

    public async Task<FetchedPage> FetchAsync(PollContext poll, CancellationToken cancellationToken)
    {
        // The newest known transmission stays on the page, so that a correction of it is seen and the ETag stays the same until something comes.
        var path = $"api/v2/patients/{Uri.EscapeDataString(poll.Target.PortalRef)}/transmissions?limit=50";
        if (poll.State.Watermark is { } mark)
            path += "&since=" + Uri.EscapeDataString((mark - TimeSpan.FromSeconds(1)).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ"));
        return await GetAsync(path, poll, poll.Conditions, cancellationToken);
    }

    public async Task<ParsedPage> ReadAsync(FetchedPage page, PollContext poll, CancellationToken cancellationToken)
    {
        var (parsed, next) = Parse(page, poll);
        var transmissions = new List<ParsedTransmission>();
        for (var pages = 1; ; pages++)
        {
            if (parsed.Outcome is not null)
                return parsed;
            transmissions.AddRange(parsed.Transmissions);
            if (next is null)
                return ParsedPage.Of(transmissions);
            if (pages == MaxPages || !next.StartsWith("/borealis/", StringComparison.Ordinal))
                return ParsedPage.Failed("endless-pages");
            page = poll.Own(await GetAsync(next["/borealis/".Length..], poll, [], cancellationToken));
            if (page.Outcome is not null)
                return ParsedPage.From(page);
            (parsed, next) = Parse(page, poll);
        }
    }

    public ParsedPage ReadKept(FetchedPage page, PollContext poll) => Parse(page, poll).Page;

    private (ParsedPage Page, string? Next) Parse(FetchedPage page, PollContext poll)
    {
        var (parsed, next) = BorealisParser.Parse(page.Reply!.Body.Span, poll.Target.PortalRef, poll.Renamed);
        var broken = parsed.Transmissions.Select(t => ValueContracts.Broken(t, time.GetUtcNow())).FirstOrDefault(b => b is not null);
        return broken is null ? (parsed with { Transmissions = [.. parsed.Transmissions.Select(t => t with { Source = page })] }, next) : (ParsedPage.Suspicious(broken), null);
    }

    private async Task<FetchedPage> GetAsync(string path, PollContext poll, IReadOnlyList<(string, string)> conditions, CancellationToken cancellationToken)
    {
        var given = await credentials.GetAsync(Name, poll.Target.Clinic, cancellationToken);
        while (true)
        {
            if (given is not { ApiKey: { } key })
                return FetchedPage.Failed(PollOutcome.Missed, "no-credentials");
            var reply = await poll.Channel.SendAsync(HttpMethod.Get, path, [("X-Api-Key", key), .. conditions], cancellationToken);
            if (reply.Kind != ReplyKind.Answer)
                return VendorChannel.Failure(reply);
            switch (reply.Status)
            {
                case 200:
                    return FetchedPage.Of(reply);
                case 304:
                    reply.Dispose();
                    return FetchedPage.Known;
                case 401:
                    reply.Dispose();
                    if (await credentials.RefusedAsync(Name, poll.Target.Clinic, given, cancellationToken) is { } newer)
                    {
                        given = newer;
                        continue;
                    }

                    return FetchedPage.Failed(PollOutcome.Missed, "key-refused");
                case 404:
                    reply.Dispose();
                    return FetchedPage.Failed(PollOutcome.Missed, "unknown-patient");
                default:
                    return VendorChannel.Failure(reply);
            }
        }
    }
}
