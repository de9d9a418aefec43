namespace VendorSim.Population;

/// <summary>Lasting values of one patient's device, drawn once.</summary>
internal sealed class DeviceProfile
{
    public required DeviceFamily Family { get; init; }

    public required string Model { get; init; }

    public required string Serial { get; init; }

    public required DateOnly Implanted { get; init; }

    /// <summary>Battery life from the implantation, years.</summary>
    public required double LifeYears { get; init; }

    /// <summary>Baselines of RA, RV, LV; absent channels are null.</summary>
    public required LeadBaseline?[] Leads { get; init; }

    public required double ShockImpedance { get; init; }

    public required double ChargeTime { get; init; }

    public required double BiventricularPacing { get; init; }

    public required double AtrialPacing { get; init; }

    public required double VentricularPacing { get; init; }

    public required double VentricularRate { get; init; }

    public required double FluidIndex { get; init; }

    public required string PacingMode { get; init; }

    /// <summary>Beats per minute.</summary>
    public required int LowerRate { get; init; }

    public required int FirstEpisodeNumber { get; init; }

    public required int ShocksBefore { get; init; }

    public required int AtpBefore { get; init; }

    public int PickChannel(ref Draw draw)
    {
        var channel = draw.Pick(3);
        while (Leads[channel] is null)
            channel = (channel + 1) % 3;
        return channel;
    }

    public static DeviceProfile Create(Vendor vendor, DeviceFamily family, int index, ref Draw draw)
    {
        var implantDays = draw.Pick(8 * 365);
        var dual = family != DeviceFamily.LoopRecorder && (family.Resynchronises() || draw.Chance(0.75));
        return new DeviceProfile
        {
            Family = family,
            Model = Models[(int)vendor][(int)family],
            Serial = $"{Prefixes[(int)vendor]}{(100_000 + (index * 7L)):D7}",
            Implanted = new DateOnly(2017, 6, 1).AddDays(implantDays),
            LifeYears = draw.Between(9.5, 13),
            Leads =
            [
                dual ? LeadBaseline.Create(2.6, ref draw) : null,
                family.Paces() ? LeadBaseline.Create(10, ref draw) : null,
                family.Resynchronises() ? LeadBaseline.Create(9, ref draw) : null,
            ],
            ShockImpedance = Math.Round(draw.Between(45, 85)),
            ChargeTime = Math.Round(draw.Between(7, 10.5), 1),
            BiventricularPacing = Math.Round(draw.Between(96, 99.6), 1),
            AtrialPacing = Math.Round(draw.Between(2, 70)),
            VentricularPacing = Math.Round(family.Resynchronises() ? draw.Between(96, 99) : draw.Between(1, 60)),
            VentricularRate = Math.Round(draw.Between(62, 84)),
            FluidIndex = Math.Round(draw.Between(2, 24)),
            PacingMode = dual ? (draw.Chance(0.6) ? "DDDR" : "DDD") : "VVIR",
            LowerRate = 40 + (10 * draw.Pick(4)),
            FirstEpisodeNumber = 20 + draw.Pick(2_000),
            ShocksBefore = draw.Chance(0.2) ? 1 + draw.Pick(4) : 0,
            AtpBefore = draw.Chance(0.3) ? 1 + draw.Pick(12) : 0,
        };
    }

    private static readonly string[] Prefixes = ["AC", "BX", "CY"];

    private static readonly string[][] Models =
    [
        ["Polaris DR", "Corona VR", "Solstice CRT-P", "Zenith CRT-D", "Glimmer LR"],
        ["Tundra PM", "Boreal ICD", "Fjord CRT-P", "Tundra CRT-D", "Aspen LR"],
        ["Deneb P2", "Albireo D1", "Sadr C-P", "Gienah C-D", "Ruchba R"],
    ];
}

/// <summary>Undisturbed values of one lead: Ω, V, ms, mV, V, ms.</summary>
internal sealed record LeadBaseline(double Impedance, double Threshold, double PulseWidth, double Sensing, double Amplitude)
{
    public static LeadBaseline Create(double sensing, ref Draw draw)
    {
        var threshold = Math.Round(draw.Between(0.4, 1.1) * 8) / 8;
        return new LeadBaseline(
            Math.Round(draw.Between(380, 720)),
            threshold,
            0.4,
            Math.Round(sensing * draw.Between(0.75, 1.4), 1),
            Math.Max(2.0, Math.Ceiling(threshold * 2.2 * 4) / 4));
    }
}
