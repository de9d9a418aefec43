namespace VendorSim.Population;

/// <summary>Why a device transmitted.</summary>
internal enum ReportReason
{
    Scheduled,
    DeviceAlert,
    PatientInitiated,
}

/// <summary>One transmission as the maker knows it, before any portal formats it. Absent values are null.</summary>
internal sealed class Report
{
    public required ulong Key { get; init; }

    public required ReportReason Reason { get; init; }

    public required DateTimeOffset SessionTime { get; init; }

    public required DateTimeOffset AppearsAt { get; init; }

    public required BatteryReading Battery { get; init; }

    /// <summary>RA, RV, LV; absent channels are null.</summary>
    public required LeadReading?[] Leads { get; init; }

    public required ShockLeadReading? ShockLead { get; init; }

    public required TherapyReading? Therapy { get; init; }

    public required StatisticsReading Statistics { get; init; }

    public required string? PacingMode { get; init; }

    public required int? LowerRate { get; init; }

    /// <summary>New in this transmission, oldest first.</summary>
    public required IReadOnlyList<EpisodeReading> Episodes { get; init; }

    public required IReadOnlyList<AssertedAlert> Alerts { get; init; }

    /// <summary>What physically happened since the transmission before; the truth, never shown.</summary>
    public required IReadOnlyList<PhysicalEvent> Events { get; init; }

    /// <summary>The maker's own id.</summary>
    public string IdFor(SimPatient patient) => IdFor(patient, Key);

    /// <summary>The id of the transmission that an event triggers.</summary>
    public static string IdFor(SimPatient patient, ulong key)
    {
        var bits = Draw.Mix(Draw.Mix((ulong)patient.Index + 0x51ED) ^ key);
        return patient.Vendor switch
        {
            Vendor.Aurora => $"TX{bits & 0xFFFFFFFFFF:X10}",
            Vendor.Borealis => $"tr_{bits & 0xFFFFFFFFFF:x10}",
            _ => $"CYG{bits & 0xFFFFFFFFFF:D13}",
        };
    }
}

/// <summary>Battery: status BOS, MOS, RRT, EOS; V; months; %; s.</summary>
internal sealed record BatteryReading(string Status, double Voltage, int? LongevityMonths, int? RemainingPercent, double? ChargeTime);

/// <summary>One pacing lead: Ω, V, ms, mV, V, ms.</summary>
internal sealed record LeadReading(double Impedance, double? Threshold, double PulseWidth, double? Sensing, double Amplitude, double AmplitudePulseWidth);

/// <summary>The shock coil: Ω.</summary>
internal sealed record ShockLeadReading(double Impedance, bool Normal);

/// <summary>Defibrillator counters.</summary>
internal sealed record TherapyReading(bool On, int ShocksSince, int ShocksTotal, int AtpSince, int AtpTotal);

/// <summary>Statistics: AT/AF burden of the last day %, /min, %, %, %, Ω·d.</summary>
internal sealed record StatisticsReading(double AtrialBurden, double VentricularRate, double? BiventricularPacing, double? AtrialPacing, double? VentricularPacing, double? FluidIndex);

/// <summary>One episode of the device's memory.</summary>
internal sealed record EpisodeReading(int Number, EventKind Kind, DateTimeOffset Onset, double? Duration, int? VentricularRate, int? AtrialRate, int? Atp, int? Shocks, bool? Successful);

/// <summary>An alert that the maker asserts.</summary>
internal sealed record AssertedAlert(string Code, string Text, string Severity, DateTimeOffset At);
