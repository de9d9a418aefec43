namespace VendorSim.Population;

/// <summary>One invented patient.</summary>
/// <param name="Index">Position in the population.</param>
/// <param name="Id">Registry id.</param>
/// <param name="PortalRef">Opaque reference on the portal.</param>
/// <param name="Clinic">Clinic number, from 1.</param>
/// <param name="Vendor">Maker of the device.</param>
/// <param name="Device">The device's lasting values.</param>
internal sealed record SimPatient(int Index, Guid Id, string PortalRef, int Clinic, Vendor Vendor, DeviceProfile Device)
{
    public string ClinicName { get; } = VendorNames.ClinicName(Clinic);

    public string FamilyName => InventedNames.Family(Index);

    public string GivenName => InventedNames.Given(Index);

    public DateOnly Born => new DateOnly(1932, 1, 1).AddDays((int)(Draw.Mix((ulong)Index) % 18_000));

    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    public static SimPatient Create(ulong seed, int index, int clinics)
    {
        var draw = Draw.For(seed, (ulong)index, 1);
        var vendor = (Vendor)draw.Pick(3);
        var clinic = 1 + draw.Pick(clinics);
        var family = FamilyOf(draw.Unit());
        Span<byte> id = stackalloc byte[16];
        BitConverter.TryWriteBytes(id, draw.Next());
        BitConverter.TryWriteBytes(id[8..], draw.Next());
        id[7] = (byte)((id[7] & 0x0F) | 0x40);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new SimPatient(index, new Guid(id), RefOf(vendor, seed, index), clinic, vendor, DeviceProfile.Create(vendor, family, index, ref draw));
    }

    private static DeviceFamily FamilyOf(double u)
    {
        for (var i = 0; i < Rates.Mix.Length; i++)
        {
            if ((u -= Rates.Mix[i]) < 0)
                return (DeviceFamily)i;
        }

        return DeviceFamily.Pacemaker;
    }

    // A product with an odd number is a bijection of 40 bits: no two patients share a reference.
    private static string RefOf(Vendor vendor, ulong seed, int index)
    {
        const ulong Mask = (1UL << 40) - 1;
        var bits = ((((ulong)index + (Draw.Mix(seed) & 0xFFFF)) * 0x9E3779B97BUL) ^ (Draw.Mix(seed + 7) & Mask)) & Mask;
        if (vendor == Vendor.Borealis)
            return $"b{bits:x10}";
        if (vendor == Vendor.Cygnus)
            return $"{bits:D13}";
        return string.Create(10, bits, static (span, value) =>
        {
            span[0] = 'A';
            span[1] = 'U';
            for (var i = 2; i < 10; i++)
            {
                span[i] = Alphabet[(int)(value & 31)];
                value >>= 5;
            }
        });
    }
}
