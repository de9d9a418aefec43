using VendorSim.Aurora.Changes;
using VendorSim.Borealis.Changes;
using VendorSim.Changes;
using VendorSim.Cygnus.Changes;
using VendorSim.Population;

namespace VectorCare.Bench.Markup;

/// <summary>The generated changes of every portal.</summary>
internal static class PortalChanges
{
    /// <summary>The kinds that a vendor's pages are changed by.</summary>
    public static IReadOnlyList<string> Kinds(Vendor vendor) => vendor switch
    {
        Vendor.Aurora => MarkupChanges.Kinds,
        Vendor.Borealis => JsonChanges.Kinds,
        _ => Hl7Changes.Kinds,
    };

    /// <summary>Draws a change.</summary>
    public static PortalChange Draw(Vendor vendor, string kind, int seed) => vendor switch
    {
        Vendor.Aurora => MarkupChanges.Draw(kind, seed),
        Vendor.Borealis => JsonChanges.Draw(kind, seed),
        _ => Hl7Changes.Draw(kind, seed),
    };
}
