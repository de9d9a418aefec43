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
    [property: JsonPropertyName("h")] string? Raw);

/// <summary>A hidden patient, with what it takes to poll it again.</summary>
internal sealed record HiddenPatient(PollTarget Target, HiddenPage Hidden);

/// <summary>The hidden patients of a vendor in a slot.</summary>
internal sealed record HiddenSlot(int Slot, IReadOnlyList<HiddenPatient> Patients);
