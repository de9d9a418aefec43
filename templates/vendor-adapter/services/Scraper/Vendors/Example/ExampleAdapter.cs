using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Pages;
using VectorCare.Scraper.Sessions;
using VectorCare.Scraper.Structure;

namespace VectorCare.Scraper.Vendors.Example;

/// <summary>Example: a JSON portal with an API key, one answer per patient.</summary>
internal sealed class ExampleAdapter(CredentialCache credentials, TimeProvider time) : IVendorAdapter
{
    public string Name => "example";

    public int Version => 1;

    public VolatileMarkers Markers => VolatileMarkers.None;

    public PageShape ShapeOf(string page, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string>? renamed) => JsonShape.Of(body.Span, renamed);

    public async Task<FetchedPage> FetchAsync(PollContext poll, CancellationToken cancellationToken)
    {
        if (await credentials.GetAsync(Name, poll.Target.Clinic, cancellationToken) is not { ApiKey: { } key })
            return FetchedPage.Failed(PollOutcome.Missed, "no-credentials");
        var reply = await poll.Channel.SendAsync(HttpMethod.Get, "patients/" + Uri.EscapeDataString(poll.Target.PortalRef), [("X-Api-Key", key), .. poll.Conditions], cancellationToken);
        if (reply is { Kind: ReplyKind.Answer, Status: 200 })
            return FetchedPage.Of(reply);
        if (reply is not { Kind: ReplyKind.Answer, Status: 304 or 404 })
            return VendorChannel.Failure(reply);
        reply.Dispose();
        return reply.Status == 304 ? FetchedPage.Known : FetchedPage.Failed(PollOutcome.Missed, "unknown-patient");
    }

    public Task<ParsedPage> ReadAsync(FetchedPage page, PollContext poll, CancellationToken cancellationToken) => Task.FromResult(ReadKept(page, poll));

    public ParsedPage ReadKept(FetchedPage page, PollContext poll)
    {
        var parsed = ExampleParser.Parse(page.Reply!.Body.Span, poll.Target.PortalRef, poll.Renamed);
        if (parsed.Outcome is not null)
            return parsed;
        foreach (var transmission in parsed.Transmissions)
        {
            if (ValueContracts.Broken(transmission, time.GetUtcNow()) is { } broken)
                return ParsedPage.Suspicious(broken);
        }

        return ParsedPage.Of([.. parsed.Transmissions.Select(t => t with { Source = page })]);
    }
}
