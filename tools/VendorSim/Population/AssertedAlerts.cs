namespace VendorSim.Population;

/// <summary>Which alert the makers assert for which event; their own choice, unrelated to anybody's rules.</summary>
internal static class AssertedAlerts
{
    public static AssertedAlert? For(PhysicalEvent happened) => happened.Kind switch
    {
        EventKind.Vt => new("VT", "Ventricular tachycardia episode", "High", happened.DeviceTime),
        EventKind.Vf => new("VF", "Ventricular fibrillation episode", "High", happened.DeviceTime),
        EventKind.AtAf => new("AF", "Atrial arrhythmia episode", "Medium", happened.DeviceTime),
        EventKind.Pause => new("PAUSE", "Pause detected", "Medium", happened.DeviceTime),
        EventKind.Brady => new("BRADY", "Bradycardia detected", "Medium", happened.DeviceTime),
        EventKind.BatteryRrt => new("BATT", "Recommended replacement time reached", "High", happened.DeviceTime),
        EventKind.BatteryEos => new("BATT-EOS", "End of service reached", "High", happened.DeviceTime),
        EventKind.ChargeTimeLong => new("CHARGE", "Charge circuit slow", "High", happened.DeviceTime),
        EventKind.LeadFracture or EventKind.LeadInsulation => new("LEAD", "Lead impedance changed", "High", happened.DeviceTime),
        EventKind.ShockLeadFault => new("HV-LEAD", "Shock lead impedance changed", "High", happened.DeviceTime),
        EventKind.ThresholdRise => new("THRESHOLD", "Pacing threshold changed", "Medium", happened.DeviceTime),
        EventKind.SensingFall => new("SENSING", "Sensing amplitude changed", "Low", happened.DeviceTime),
        EventKind.CrtPacingFall => new("CRT", "Biventricular pacing reduced", "Medium", happened.DeviceTime),
        EventKind.TherapiesOff => new("THERAPY-OFF", "Ventricular therapies disabled", "High", happened.DeviceTime),
        EventKind.AsyncMode => new("MODE", "Asynchronous pacing", "Medium", happened.DeviceTime),
        EventKind.DeviceReset => new("RESET", "Device reset", "High", happened.DeviceTime),
        EventKind.FluidRise => new("FLUID", "Fluid index increased", "Medium", happened.DeviceTime),
        _ => null,
    };
}
