using VendorSim.Population;

namespace VendorSim.Faults;

/// <summary>Which portal, route and patient a request path means.</summary>
internal readonly record struct PortalPath(Vendor Vendor, string Route, string? PortalRef)
{
    public static bool TryParse(string path, out PortalPath found)
    {
        found = default;
        Span<Range> parts = stackalloc Range[8];
        var text = path.AsSpan().TrimStart('/');
        var count = text.Split(parts, '/');
        if (count == 0 || !VendorNames.TryParse(text[parts[0]], out var vendor))
            return false;
        found = vendor switch
        {
            Vendor.Aurora when count == 3 && text[parts[1]] is "patients" => new(vendor, "page", text[parts[2]].ToString()),
            Vendor.Aurora when count == 5 && text[parts[1]] is "patients" => new(vendor, "transmission", text[parts[2]].ToString()),
            Vendor.Aurora when count == 2 && text[parts[1]] is "login" => new(vendor, "login", null),
            Vendor.Borealis when count == 6 && text[parts[3]] is "patients" => new(vendor, "transmissions", text[parts[4]].ToString()),
            Vendor.Cygnus when count == 3 && text[parts[1]] is "inbox" => new(vendor, "inbox", text[parts[2]].ToString()),
            Vendor.Cygnus when count == 4 && text[parts[1]] is "inbox" => new(vendor, "message", text[parts[2]].ToString()),
            _ => new(vendor, "other", null),
        };
        return true;
    }
}
