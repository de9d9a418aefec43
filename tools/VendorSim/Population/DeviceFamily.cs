namespace VendorSim.Population;

/// <summary>Device family.</summary>
internal enum DeviceFamily
{
    Pacemaker,
    Icd,
    CrtP,
    CrtD,
    LoopRecorder,
}

/// <summary>What a family has and can do.</summary>
internal static class DeviceFamilies
{
    public static bool Defibrillates(this DeviceFamily family) => family is DeviceFamily.Icd or DeviceFamily.CrtD;

    public static bool Resynchronises(this DeviceFamily family) => family is DeviceFamily.CrtP or DeviceFamily.CrtD;

    public static bool Paces(this DeviceFamily family) => family != DeviceFamily.LoopRecorder;

    public static string Label(this DeviceFamily family) => family switch
    {
        DeviceFamily.Pacemaker => "Pacemaker",
        DeviceFamily.Icd => "ICD",
        DeviceFamily.CrtP => "CRT-P",
        DeviceFamily.CrtD => "CRT-D",
        _ => "Loop recorder",
    };
}
