namespace VendorSim.Population;

/// <summary>The three makers.</summary>
internal enum Vendor
{
    Aurora,
    Borealis,
    Cygnus,
}

/// <summary>Names of the makers in routes, files and secrets.</summary>
internal static class VendorNames
{
    public static readonly string[] All = ["aurora", "borealis", "cygnus"];

    public static string Id(this Vendor vendor) => All[(int)vendor];

    public static bool TryParse(ReadOnlySpan<char> text, out Vendor vendor)
    {
        for (var i = 0; i < All.Length; i++)
        {
            if (text.SequenceEqual(All[i]))
            {
                vendor = (Vendor)i;
                return true;
            }
        }

        vendor = default;
        return false;
    }

    public static string ClinicName(int clinic) => $"clinic-{clinic:00}";
}
