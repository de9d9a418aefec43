using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Pages;
using VectorCare.Scraper.PollState;
using VectorCare.Scraper.Structure;

namespace VectorCare.Scraper.Vendors;

/// <summary>One vendor: how its pages are fetched, which parts of them are volatile, and how they are read.</summary>
internal interface IVendorAdapter
{
    /// <summary>Vendor id, as in batches and endpoint names.</summary>
    string Name { get; }

    /// <summary>Raised with every change of the parser that makes it read the same page differently: known transmissions are then compared afresh.</summary>
    int Version { get; }

    /// <summary>Volatile parts of the page.</summary>
    VolatileMarkers Markers { get; }

    /// <summary>Whether fields can be read under other names than their own.</summary>
    bool ReadsRenamed => true;

    /// <summary>The structure of a page.</summary>
    /// <param name="page">Kind of page.</param>
    /// <param name="body">Its bytes, whatever they are.</param>
    /// <param name="renamed">New names of fields, each with the name that counts; null for none.</param>
    PageShape ShapeOf(string page, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string>? renamed);

    /// <summary>Fetches the patient's page.</summary>
    /// <param name="poll">What is polled.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<FetchedPage> FetchAsync(PollContext poll, CancellationToken cancellationToken);

    /// <summary>Reads a page that is not the known one, and fetches older transmissions it points to.</summary>
    /// <param name="page">The page.</param>
    /// <param name="poll">What is polled.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<ParsedPage> ReadAsync(FetchedPage page, PollContext poll, CancellationToken cancellationToken);

    /// <summary>Reads a page that was kept, of any of the vendor's kinds, by itself: nothing is fetched for it.</summary>
    /// <param name="page">The page, with the name it had.</param>
    /// <param name="poll">What is polled.</param>
    ParsedPage ReadKept(FetchedPage page, PollContext poll);
}

/// <summary>A poll under way.</summary>
/// <param name="Target">The patient.</param>
/// <param name="State">What is remembered of the patient.</param>
/// <param name="Full">Whether the page must be fetched and read in full.</param>
/// <param name="Channel">The way to the vendor.</param>
internal sealed record PollContext(PollTarget Target, PatientState State, bool Full, VendorChannel Channel) : IDisposable
{
    private readonly List<FetchedPage> _pages = [];

    /// <summary>Takes a page over: what was read from it may be kept as it came.</summary>
    public FetchedPage Own(FetchedPage page)
    {
        _pages.Add(page);
        return page;
    }

    /// <summary>The pages so far, in the order in which they came.</summary>
    public IReadOnlyList<FetchedPage> Pages => _pages;

    /// <summary>New names of fields on the vendor's pages, each with the name that the parser knows; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Renamed { get; init; }

    /// <summary>Headers that make the vendor answer only when the page is not the known one; none when it must be read in full.</summary>
    public IReadOnlyList<(string Name, string Value)> Conditions => (Full, State) switch
    {
        (false, { ETag: { } etag }) => [("If-None-Match", etag)],
        (false, { LastModified: { } changed }) => [("If-Modified-Since", changed.ToString("R"))],
        _ => [],
    };

    /// <inheritdoc />
    public void Dispose() => _pages.ForEach(p => p.Dispose());

    /// <summary>Whether a transmission at this place is to be taken: newer than the watermark, or at it.</summary>
    public bool IsWanted(DateTimeOffset position) => State.Watermark is not { } watermark || position >= watermark;
}

/// <summary>What fetching a page came to.</summary>
/// <param name="Outcome">Null when there is a page; else the outcome of the poll.</param>
/// <param name="Reason">Reason code of the outcome.</param>
/// <param name="Reply">The page.</param>
/// <param name="NotModified">The vendor says that the page is the known one.</param>
internal sealed record FetchedPage(PollOutcome? Outcome, string? Reason, VendorReply? Reply, bool NotModified) : IDisposable
{
    /// <summary>What <see cref="IVendorAdapter.ReadKept"/> has to know of the page beside its bytes, or null; no name of a person.</summary>
    public string? Name { get; init; }

    /// <summary>Kind of page.</summary>
    public string Kind { get; init; } = ParsedPage.PatientPage;

    /// <summary>The page.</summary>
    public static FetchedPage Of(VendorReply reply) => new(null, null, reply, false);

    /// <summary>No page.</summary>
    public static FetchedPage Failed(PollOutcome outcome, string reason) => new(outcome, reason, null, false);

    /// <summary>The known page.</summary>
    public static FetchedPage Known { get; } = new(null, null, null, true);

    /// <inheritdoc />
    public void Dispose() => Reply?.Dispose();
}

/// <summary>What a page says.</summary>
/// <param name="Outcome">Null when it was read; else ParseFailed, Suspicious or what kept a part from being fetched.</param>
/// <param name="Reason">Reason code of the outcome.</param>
/// <param name="Transmissions">The transmissions that were asked for, in any order.</param>
internal sealed record ParsedPage(PollOutcome? Outcome, string? Reason, IReadOnlyList<ParsedTransmission> Transmissions)
{
    /// <summary>The kind of page of a patient.</summary>
    public const string PatientPage = "patient";

    /// <summary>The kind of page of a single transmission.</summary>
    public const string SinglePage = "transmission";

    /// <summary>The kind of page that <see cref="Outcome"/> is about.</summary>
    public string Page { get; init; } = PatientPage;

    /// <summary>A page that was read.</summary>
    public static ParsedPage Of(IReadOnlyList<ParsedTransmission> transmissions) => new(null, null, transmissions);

    /// <summary>A page that could not be read.</summary>
    public static ParsedPage Failed(string reason) => new(PollOutcome.ParseFailed, reason, []);

    /// <summary>A page that must not be believed.</summary>
    public static ParsedPage Suspicious(string reason) => new(PollOutcome.Suspicious, reason, []);

    /// <summary>A further page that could not be fetched.</summary>
    public static ParsedPage From(FetchedPage page) => new(page.Outcome ?? PollOutcome.Missed, page.Reason, []);
}
