namespace VendorSim.Population;

/// <summary>What can happen to a patient or a device. In brackets: the values an event carries; absent ones are drawn.</summary>
internal enum EventKind
{
    /// <summary>The transmission from before the start.</summary>
    Baseline,

    /// <summary>Routine follow-up.</summary>
    Scheduled,

    /// <summary>The patient pressed the button; nothing else.</summary>
    PatientInitiated,

    /// <summary>The home monitor is back in reach and sends what has gathered.</summary>
    Reconnected,

    /// <summary>Sustained ventricular tachycardia [ventricularRate /min, duration s, atp, shocks, successful 0/1].</summary>
    Vt,

    /// <summary>Ventricular fibrillation [as for VT].</summary>
    Vf,

    /// <summary>Non-sustained ventricular tachycardia, reported with the next transmission [ventricularRate, duration].</summary>
    Nsvt,

    /// <summary>Atrial tachycardia or fibrillation [duration s, atrialRate, ventricularRate].</summary>
    AtAf,

    /// <summary>Supraventricular tachycardia, reported with the next transmission [ventricularRate, duration].</summary>
    Svt,

    /// <summary>Pause [duration s].</summary>
    Pause,

    /// <summary>Bradycardia [ventricularRate, duration].</summary>
    Brady,

    /// <summary>The battery reaches the recommended replacement time.</summary>
    BatteryRrt,

    /// <summary>The battery reaches the end of service.</summary>
    BatteryEos,

    /// <summary>The capacitor charges slowly [chargeTime s].</summary>
    ChargeTimeLong,

    /// <summary>A conductor breaks: impedance jumps up [channel 0 RA, 1 RV, 2 LV; impedance Ω].</summary>
    LeadFracture,

    /// <summary>Insulation fails: impedance falls [channel, impedance Ω].</summary>
    LeadInsulation,

    /// <summary>Impedance begins to rise slowly [channel, ohmPerDay].</summary>
    LeadDrift,

    /// <summary>The shock coil's impedance leaves its range [impedance Ω].</summary>
    ShockLeadFault,

    /// <summary>The lead is repaired; its values return.</summary>
    LeadRevised,

    /// <summary>Pacing threshold rises [channel, threshold V].</summary>
    ThresholdRise,

    /// <summary>Sensing falls [channel, sensing mV].</summary>
    SensingFall,

    /// <summary>Biventricular pacing falls [percent].</summary>
    CrtPacingFall,

    /// <summary>Biventricular pacing is restored.</summary>
    CrtPacingRestored,

    /// <summary>Ventricular therapies are switched off.</summary>
    TherapiesOff,

    /// <summary>Ventricular therapies are switched on again.</summary>
    TherapiesOn,

    /// <summary>Asynchronous pacing, as for a scan.</summary>
    AsyncMode,

    /// <summary>The pacing mode is restored.</summary>
    ModeRestored,

    /// <summary>The device resets itself.</summary>
    DeviceReset,

    /// <summary>Fluid accumulates [fluidIndex Ω·d].</summary>
    FluidRise,

    /// <summary>Fluid returns to normal.</summary>
    FluidNormal,
}
