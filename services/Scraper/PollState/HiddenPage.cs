using System.Text.Json.Serialization;
using VectorCare.Contracts.Messages;

namespace VectorCare.Scraper.PollState;

/// <summary>A patient's page that is not believed: until it is read again nobody sees the patient.</summary>
/// <param name="Page">Kind of page.</param>
/// <param name="Reason">Reason code.</param>
/// <param name="Since">When the patient was hidden.</param>
/// <param name="Fingerprint">Fingerprint of the page, so that the same page is kept once.</param>
/// <param name="Raw">SHA-256 under which its bytes are kept; null while they are not.</param>
internal sealed record HiddenPage(
    [property: JsonPropertyName("k")] string Page,
    [property: JsonPropertyName("r")] string Reason,
    [property: JsonPropertyName("t")] DateTimeOffset Since,
    [property: JsonPropertyName("f")] string Fingerprint,
    [property: JsonPropertyName("h")] string? Raw)
{
    /// <summary>Most pages that are remembered of a hidden patient.</summary>
    public const int MaxKept = 32;

    /// <summary>The pages kept while the patient is hidden, oldest first: they are read again when the portal's pages are believed, for what has left the portal by then.</summary>
    [JsonPropertyName("p")]
    public IReadOnlyList<KeptPage> Kept { get; init; } = [];

    /// <summary>With further pages. When there are too many every second goes, the first and the newest stay: what leaves a portal was on it for many polls.</summary>
    public HiddenPage With(IEnumerable<KeptPage> pages)
    {
        KeptPage[] all = [.. Kept.Concat(pages).DistinctBy(p => p.Hash)];
        while (all.Length > MaxKept)
            all = [.. all.Where((_, i) => i % 2 == 0 || i == all.Length - 1)];
        return this with { Kept = all };
    }
}

/// <summary>A page that was kept as it came.</summary>
/// <param name="Hash">SHA-256 under which its bytes are kept.</param>
/// <param name="Name">What its adapter has to know beside the bytes to read it again, or null.</param>
internal sealed record KeptPage(
    [property: JsonPropertyName("h")] string Hash,
    [property: JsonPropertyName("n"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name);

/// <summary>A hidden patient, with what it takes to poll it again.</summary>
internal sealed record HiddenPatient(PollTarget Target, HiddenPage Hidden);

/// <summary>The hidden patients of a vendor in a slot.</summary>
internal sealed record HiddenSlot(int Slot, IReadOnlyList<HiddenPatient> Patients);
