using System.Collections.Frozen;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Identity;
using VectorCare.Scraper.Pages;
using VectorCare.Scraper.Sessions;
using VectorCare.Scraper.Structure;

namespace VectorCare.Scraper.Vendors.Aurora;

/// <summary>Aurora: an HTML portal with a login form and a page per patient that shows the newest transmission and lists the others.</summary>
internal sealed class AuroraAdapter(SessionBroker sessions, TimeProvider time) : IVendorAdapter
{
    private static readonly FrozenSet<string> RowLabels = AuroraParameters.Tables.Keys.Append("tbl-leads").ToFrozenSet();

    public string Name => "aurora";

    public int Version => 1;

    public VolatileMarkers Markers { get; } = new(
        ("<meta name=\"csrf-token\" content=\"", "\""),
        (" data-session-hint=\"", "\""),
        (" id=\"server-time\">", "<"),
        ("<aside id=\"banner\"", "</aside>"),
        (" id=\"session-expires\">", "<"),
        ("name=\"csrf_token\" value=\"", "\""),
        ("<script nonce=\"", "\""));

    public PageShape ShapeOf(string page, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string>? renamed) => HtmlShape.Of(body.Span, RowLabels, renamed);

    public Task<FetchedPage> FetchAsync(PollContext poll, CancellationToken cancellationToken) =>
        GetAsync("patients/" + Uri.EscapeDataString(poll.Target.PortalRef), poll, poll.Conditions, cancellationToken);

    public async Task<ParsedPage> ReadAsync(FetchedPage page, PollContext poll, CancellationToken cancellationToken)
    {
        var shown = AuroraParser.Parse(page.Reply!.Body, poll.Target, poll.Renamed);
        if (Refusal(shown.Page) is { } refused)
            return refused;
        var newest = shown.Page.Transmissions[0] with { Source = page };
        if (shown.Listed.All(l => l.Id != newest.Id))
            return ParsedPage.Suspicious("shown-not-listed");
        if (shown.Listed.Any(l => poll.State.AtWatermark?.ContainsKey(l.Id) == true && l.Received != poll.State.Watermark))
            return ParsedPage.Suspicious("known-transmission-moved");

        // The known transmission at the watermark is fetched again beside the new ones: if it reads differently now, the page is misread.
        // What is new is read from both kinds of page, since that of a single transmission is the one that the known transmission vouches for.
        var transmissions = new List<ParsedTransmission> { newest };
        foreach (var listed in shown.Listed.Where(l => poll.IsWanted(l.Received) && (l.Id != newest.Id || newest.Position > poll.State.Watermark)))
        {
            var older = poll.Own(await GetAsync($"patients/{Uri.EscapeDataString(poll.Target.PortalRef)}/transmissions/{Uri.EscapeDataString(listed.Id)}", poll, [], cancellationToken) with { Kind = ParsedPage.SinglePage });
            if (older.Outcome is not null)
                return ParsedPage.From(older);
            var parsed = AuroraParser.Parse(older.Reply!.Body, poll.Target, poll.Renamed).Page;
            if (Refusal(parsed) is { } unusable)
                return unusable with { Page = ParsedPage.SinglePage };
            if (parsed.Transmissions[0].Id != listed.Id)
                return ParsedPage.Suspicious("wrong-transmission") with { Page = ParsedPage.SinglePage };
            if (listed.Id != newest.Id)
                transmissions.Add(parsed.Transmissions[0] with { Source = older });
            else if (ContentHash.Of(parsed.Transmissions[0]) != ContentHash.Of(newest))
                return ParsedPage.Suspicious("pages-disagree");
        }

        return ParsedPage.Of(transmissions);
    }

    public ParsedPage ReadKept(FetchedPage page, PollContext poll)
    {
        var parsed = AuroraParser.Parse(page.Reply!.Body, poll.Target, poll.Renamed).Page;
        return Refusal(parsed) ?? ParsedPage.Of([parsed.Transmissions[0] with { Source = page }]);
    }

    private ParsedPage? Refusal(ParsedPage page)
    {
        if (page.Outcome is not null)
            return page;
        return ValueContracts.Broken(page.Transmissions[0], time.GetUtcNow()) is { } broken ? ParsedPage.Suspicious(broken) : null;
    }

    private async Task<FetchedPage> GetAsync(string path, PollContext poll, IReadOnlyList<(string, string)> conditions, CancellationToken cancellationToken)
    {
        string? ended = null;
        while (true)
        {
            var session = await sessions.GetAsync(Name, poll.Target.Clinic, ended, (given, token) => AuroraLogin.RunAsync(poll.Channel, given, token), cancellationToken);
            if (session.Token is null)
                return session.Failure!;
            var reply = await poll.Channel.SendAsync(HttpMethod.Get, path, [("Cookie", session.Token), .. conditions], cancellationToken);
            if (reply.Kind != ReplyKind.Answer)
                return VendorChannel.Failure(reply);
            var isLogin = reply.Status is 302 or 401 || AuroraLogin.IsLoginPage(reply.Body.Span);
            if (!isLogin && reply.Status == 200)
                return FetchedPage.Of(reply);
            if (reply.Status == 304)
            {
                reply.Dispose();
                return FetchedPage.Known;
            }

            if (!isLogin)
                return reply.Status == 404 ? Missed(reply, "unknown-patient") : VendorChannel.Failure(reply);
            if (ended is not null)
                return Missed(reply, "session-refused");
            reply.Dispose();
            ended = session.Token;
        }
    }

    private static FetchedPage Missed(VendorReply reply, string reason)
    {
        reply.Dispose();
        return FetchedPage.Failed(PollOutcome.Missed, reason);
    }
}
