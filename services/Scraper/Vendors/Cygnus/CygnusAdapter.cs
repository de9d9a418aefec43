using System.Globalization;
using System.Text;
using System.Text.Json;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Hl7;
using VectorCare.Scraper.Idco;
using VectorCare.Scraper.Pages;
using VectorCare.Scraper.Sessions;
using VectorCare.Scraper.Structure;

namespace VectorCare.Scraper.Vendors.Cygnus;

/// <summary>Cygnus: an inbox of HL7 v2 IDCO messages per patient, HTTP basic.</summary>
internal sealed class CygnusAdapter(CredentialCache credentials, TimeProvider clock) : IVendorAdapter
{
    private const string Authority = "CYGNUS";
    private readonly IdcoReader _reader = new(TimeSpan.Zero);

    public string Name => "cygnus";

    public int Version => 2;

    public VolatileMarkers Markers => VolatileMarkers.None;

    // The names are codes of a standard.
    public bool ReadsRenamed => false;

    public PageShape ShapeOf(string page, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string>? renamed) => page == ParsedPage.SinglePage ? Hl7Shape.Of(body) : JsonShape.Of(body.Span);

    public Task<FetchedPage> FetchAsync(PollContext poll, CancellationToken cancellationToken) =>
        GetAsync("inbox/" + Uri.EscapeDataString(poll.Target.PortalRef), poll, poll.Conditions, cancellationToken);

    public async Task<ParsedPage> ReadAsync(FetchedPage page, PollContext poll, CancellationToken cancellationToken)
    {
        IReadOnlyList<CygnusEntry>? index;
        try
        {
            index = JsonSerializer.Deserialize(page.Reply!.Body.Span, CygnusContext.Default.IReadOnlyListCygnusEntry);
        }
        catch (JsonException)
        {
            index = null;
        }

        if (index is null)
            return ParsedPage.Failed("malformed-index");
        var transmissions = new List<ParsedTransmission>();
        foreach (var entry in index.Where(e => poll.IsWanted(e.Time)))
        {
            var parsed = await MessageAsync(entry, poll, cancellationToken);
            if (parsed.Outcome is not null)
                return parsed;
            transmissions.AddRange(parsed.Transmissions);
        }

        return ParsedPage.Of(transmissions);
    }

    private async Task<ParsedPage> MessageAsync(CygnusEntry entry, PollContext poll, CancellationToken cancellationToken)
    {
        var page = poll.Own(await GetAsync($"inbox/{Uri.EscapeDataString(poll.Target.PortalRef)}/{Uri.EscapeDataString(entry.Id)}", poll, [], cancellationToken) with { Name = $"{entry.Time:O} {entry.Id}", Kind = ParsedPage.SinglePage });
        return page.Outcome is not null ? ParsedPage.From(page) : Message(page, entry.Id, entry.Time, poll);
    }

    public ParsedPage ReadKept(FetchedPage page, PollContext poll) =>
        page.Name?.Split(' ', 2) is [var time, var id] && DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, out var arrived)
            ? Message(page, id, arrived, poll)
            : ParsedPage.Of([]);

    private ParsedPage Message(FetchedPage page, string id, DateTimeOffset arrived, PollContext poll)
    {
        var (error, messages) = Hl7Reader.Read(page.Reply!.Body);
        if (error != Hl7Error.None)
            return ParsedPage.Failed("hl7-" + error.ToString().ToLowerInvariant());
        var transmissions = new List<ParsedTransmission>(messages.Count);
        foreach (var message in messages)
        {
            var result = _reader.Read(message, messages.Count == 1 ? id : null, arrived);
            if (result.Transmission is not { } transmission)
                return ParsedPage.Failed(result.Reason!);
            if (result.Identifiers.Any(i => i.Authority == Authority && i.Value != poll.Target.PortalRef))
                return ParsedPage.Suspicious("wrong-patient");
            if (ValueContracts.Broken(transmission, clock.GetUtcNow()) is { } broken)
                return ParsedPage.Suspicious(broken);
            transmissions.Add(transmission with { Source = page });
        }

        return ParsedPage.Of(transmissions);
    }

    private async Task<FetchedPage> GetAsync(string path, PollContext poll, IReadOnlyList<(string, string)> conditions, CancellationToken cancellationToken)
    {
        var given = await credentials.GetAsync(Name, poll.Target.Clinic, cancellationToken);
        while (true)
        {
            if (given is not { User: { } user, Password: { } password })
                return FetchedPage.Failed(PollOutcome.Missed, "no-credentials");
            var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(user + ":" + password));
            var reply = await poll.Channel.SendAsync(HttpMethod.Get, path, [("Authorization", basic), .. conditions], cancellationToken);
            if (reply.Kind != ReplyKind.Answer)
                return VendorChannel.Failure(reply);
            switch (reply.Status)
            {
                case 200 when reply.Identity != poll.Target.PortalRef:
                    reply.Dispose();
                    return FetchedPage.Failed(PollOutcome.Suspicious, "wrong-patient");
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

                    return FetchedPage.Failed(PollOutcome.Missed, "login-refused");
                case 404:
                    reply.Dispose();
                    return FetchedPage.Failed(PollOutcome.Missed, "unknown-patient");
                default:
                    return VendorChannel.Failure(reply);
            }
        }
    }
}
