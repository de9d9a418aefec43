using VendorSim.Changes;

namespace VendorSim.Aurora.Changes;

/// <summary>A change of the HTML portal's markup.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Seed">What it was drawn with.</param>
/// <param name="Breaks">Whether a reader of the old markup reads values wrongly or not at all.</param>
/// <param name="OnPage">What it does to the content.</param>
/// <param name="OnHtml">What it does to the bytes, as text.</param>
internal sealed record MarkupChange(string Kind, int Seed, bool Breaks, Func<AuroraPage, AuroraPage> OnPage, Func<string, string> OnHtml) : PortalChange(Kind, Seed, Breaks);
