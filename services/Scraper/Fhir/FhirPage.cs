using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Fhir;

/// <summary>Whom an answer must be about.</summary>
/// <param name="PortalRef">Logical id of his Patient, or his identifier.</param>
/// <param name="System">System of the identifier; null when <paramref name="PortalRef"/> is the id.</param>
internal sealed record FhirPatient(string PortalRef, string? System = null);

/// <summary>What an answer says.</summary>
/// <param name="Page">The transmissions, or why nothing is believed.</param>
/// <param name="Connectivity">Standings of the way from device to portal.</param>
/// <param name="NotUnderstood">What belongs to no transmission and was not understood.</param>
/// <param name="Next">Where the answer goes on, as the server wrote it; null at its end.</param>
internal sealed record FhirPage(ParsedPage Page, IReadOnlyList<DeviceConnectivity> Connectivity, IReadOnlyList<NotUnderstood> NotUnderstood, string? Next)
{
    /// <summary>An answer of which nothing is believed.</summary>
    public static FhirPage Refused(ParsedPage page) => new(page, [], [], null);
}

/// <summary>Nothing of the answer is believed.</summary>
/// <param name="page">Why.</param>
internal sealed class FhirRefusedException(ParsedPage page) : Exception(page.Reason)
{
    /// <summary>Why.</summary>
    public ParsedPage Page => page;
}
