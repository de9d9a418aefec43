using static VendorSim.Population.DeviceFamily;

namespace VendorSim.Population;

/// <summary>
/// Rates per patient-year. Marks: [P] published, [C] computed, [E] engineering default to be signed off by a clinician.
/// 7.7 transmissions and 3.10 alerts per patient-year, red 4.8 % of alerts [P]; so about 0.15 serious events [C].
/// Four scheduled transmissions a year [E]; the remaining 3.7 [C] are started by the device or the patient.
/// </summary>
internal static class Rates
{
    /// <summary>Scheduled transmissions per patient-year [E].</summary>
    public const double Scheduled = 4.0;

    /// <summary>Every transmission, scheduled or not, per patient-year [P].</summary>
    public const double AllTransmissions = 7.7;

    /// <summary>Share of devices that already wait for their replacement when the story begins: 0.04 a year times three months from the indicator to the replacement [C].</summary>
    public const double BatteryDueAtStart = 0.01;

    /// <summary>Share of each family in the population, in the order of the enumeration [E].</summary>
    public static readonly double[] Mix = [0.45, 0.20, 0.05, 0.15, 0.15];

    /// <summary>A published VT/VF storm has three or more in 48 h [P]; share of VTs that begin one [E].</summary>
    public const double StormShare = 0.08;

    /// <summary>Times per patient-year that the home monitor is out of reach: a journey, a plug pulled [E].</summary>
    public const double OutOfReach = 0.5;

    /// <summary>Median days out of reach [E]; the longest, after which somebody will have called [P].</summary>
    public const double OutOfReachMedianDays = 2, OutOfReachMostDays = 28;

    /// <summary>Times per patient-year that a portal no longer lists a patient: moved to another account, enrolment lapsed [E].</summary>
    public const double Unlisted = 0.1;

    /// <summary>Median and most days until somebody puts it right [E].</summary>
    public const double UnlistedMedianDays = 10, UnlistedMostDays = 60;

    private static readonly DeviceFamily[] Everyone = [Pacemaker, Icd, CrtP, CrtD, LoopRecorder];
    private static readonly DeviceFamily[] Pacing = [Pacemaker, Icd, CrtP, CrtD];
    private static readonly DeviceFamily[] Defibrillators = [Icd, CrtD];
    private static readonly DeviceFamily[] Resynchronising = [CrtP, CrtD];
    private static readonly DeviceFamily[] Recorders = [LoopRecorder];

    /// <summary>Kind, rate per patient-year of the families that have it, those families.</summary>
    public static readonly (EventKind Kind, double PerYear, DeviceFamily[] Families)[] Table =
    [
        (EventKind.Vt, 0.12, Defibrillators),          // [E]; with storms 0.05 per patient-year of the whole population
        (EventKind.Vf, 0.02, Defibrillators),          // [E]
        (EventKind.Nsvt, 0.80, Pacing),                // [E] no transmission of its own
        (EventKind.Svt, 0.30, Defibrillators),         // [E] no transmission of its own
        (EventKind.AtAf, 1.80, Pacing),                // [C] what is missing to 3.10 alerts; atrial episodes are the most frequent alert [P]
        (EventKind.AtAf, 3.00, Recorders),             // [E]
        (EventKind.Pause, 1.60, Recorders),            // [E]
        (EventKind.Brady, 1.40, Recorders),            // [E]
        (EventKind.BatteryRrt, 0.04, Pacing),          // [E]
        (EventKind.ChargeTimeLong, 0.01, Defibrillators), // [E]
        (EventKind.LeadFracture, 0.008, Pacing),       // [E]
        (EventKind.LeadInsulation, 0.004, Pacing),     // [E]
        (EventKind.LeadDrift, 0.01, Pacing),           // [E]
        (EventKind.ShockLeadFault, 0.006, Defibrillators), // [E]
        (EventKind.ThresholdRise, 0.08, Pacing),       // [E]
        (EventKind.SensingFall, 0.10, Pacing),         // [E]
        (EventKind.CrtPacingFall, 0.60, Resynchronising), // [E]
        (EventKind.TherapiesOff, 0.03, Defibrillators), // [E]
        (EventKind.AsyncMode, 0.03, Pacing),           // [E]
        (EventKind.DeviceReset, 0.004, Pacing),        // [E]
        (EventKind.FluidRise, 0.60, Defibrillators),   // [E]
        (EventKind.PatientInitiated, 0.10, Everyone),  // [C] what is missing to 7.7, recoveries included
    ];

    /// <summary>Kinds that start no transmission of their own.</summary>
    public static bool IsSilent(EventKind kind) => kind is EventKind.Nsvt or EventKind.Svt;

    /// <summary>Kinds and rates of one family.</summary>
    public static (EventKind Kind, double PerYear)[] Of(DeviceFamily family) =>
        [.. Table.Where(row => row.Families.Contains(family)).Select(row => (row.Kind, row.PerYear))];
}
