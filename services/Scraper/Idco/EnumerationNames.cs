using System.Collections.Frozen;
using System.Globalization;
using VectorCare.Contracts.Messages;

namespace VectorCare.Scraper.Idco;

/// <summary>A coded value as read: its normalised name and code; <see cref="Known"/> is false for a value that the term's value set does not have.</summary>
internal readonly record struct Enumeration(string? Name, int? Code, bool Known)
{
    /// <summary>"Null" and empty: absent, which is not an error.</summary>
    public bool IsAbsent => Name is null;
}

/// <summary>Normalises coded values, which come as code, mnemonic or free text.</summary>
internal static class EnumerationNames
{
    private const string Prefix = "MDC_IDC_ENUM_";

    private static readonly string[] Families =
    [
        "DEVICE_TYPE_", "MFG_", "SESS_TYPE_", "BATTERY_STATUS_", "CHANNEL_STATUS_", "LEAD_STATUS_", "HVCHNL_STATUS_", "THERAPY_STATUS_",
        "EPISODE_THERAPY_RESULT_", "EPISODE_VENDOR_TYPE_", "EPISODE_TYPE_", "BRADY_MODE_",
    ];

    private static readonly FrozenDictionary<string, string> Battery = Values("BOS", "MOS", "RRT", "EOS", "ERI=RRT", "EOL=EOS", "BEGINNINGOFSERVICE=BOS", "MIDDLEOFSERVICE=MOS", "RECOMMENDEDREPLACEMENTTIME=RRT", "ELECTIVEREPLACEMENTINDICATOR=RRT", "ENDOFSERVICE=EOS", "ENDOFLIFE=EOS");
    private static readonly FrozenDictionary<string, string> Lead = Values("Normal", "CheckLead", "OK=Normal");
    private static readonly FrozenDictionary<string, string> Result = Values("Successful", "Unsuccessful", "Success=Successful", "Failed=Unsuccessful");
    private static readonly FrozenDictionary<string, string> OnOff = Values("On", "Off", "Enabled=On", "Disabled=Off");
    private static readonly FrozenDictionary<string, string> Connection = Values("Connected", "Disconnected");

    private static readonly FrozenDictionary<int, FrozenDictionary<string, string>> ValueSets = new Dictionary<int, FrozenDictionary<string, string>>
    {
        [721280] = Battery,
        [721984] = Lead,
        [721985] = Lead,
        [721987] = Lead,
        [722752] = Lead,
        [720970] = Connection,
        [731520] = OnOff,
        [731584] = OnOff,
        [739696] = Result,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<int, string> Codes = new Dictionary<int, string>
    {
        [753665] = "IPG",
        [753666] = "ICD",
        [753667] = "CRT-D",
        [753668] = "CRT-P",
        [753669] = "ILR",
        [753751] = "STJ",
        [754053] = "RemoteScheduled",
        [754115] = "RRT",
        [754882] = "Epis_VT",
        [755137] = "Successful",
    }.ToFrozenDictionary();

    /// <summary>Reads a coded value.</summary>
    /// <param name="term">Code of the term it belongs to.</param>
    /// <param name="identifier">First component: code, mnemonic or text.</param>
    /// <param name="text">Second component, or null.</param>
    public static Enumeration Read(int term, string? identifier, string? text)
    {
        int? code = int.TryParse(identifier, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        var named = code is null ? identifier : text;
        if (named is not null && Key(named) == "NULL")
            return default;
        var name = named is null ? (code is { } c ? Codes.GetValueOrDefault(c) : null) : Mnemonic(named);
        if (name is null)
            return code is null ? default : new Enumeration(code.Value.ToString(CultureInfo.InvariantCulture), code, Known: false);
        if (!ValueSets.TryGetValue(term, out var set))
            return new Enumeration(Shorten(name), code, Known: true);
        return set.TryGetValue(Key(name), out var normal) || (text is not null && set.TryGetValue(Key(Mnemonic(text)), out normal))
            ? new Enumeration(normal, code, Known: true)
            : new Enumeration(Shorten(name), code, Known: false);
    }

    /// <summary>Device family of a coded or written type; Unknown where neither says it.</summary>
    public static DeviceKind Device(string? identifier, string? text)
    {
        foreach (var candidate in (ReadOnlySpan<string?>)[Read(720897, identifier, text).Name, identifier, text])
        {
            switch (candidate is null ? null : Key(Mnemonic(candidate)))
            {
                case "ICD" or "IMPLANTABLECARDIOVERTERDEFIBRILLATOR": return DeviceKind.Icd;
                case "CRTD" or "CARDIACRESYNCHRONIZATIONTHERAPYDEFIBRILLATOR": return DeviceKind.CrtD;
                case "CRTP" or "CARDIACRESYNCHRONIZATIONTHERAPYPACEMAKER": return DeviceKind.CrtP;
                case "PM" or "IPG" or "PACEMAKER" or "IMPLANTABLEPULSEGENERATOR": return DeviceKind.Pacemaker;
                case "ILR" or "ICM" or "MONITOR" or "LOOPRECORDER" or "IMPLANTABLELOOPRECORDER" or "INSERTABLELOOPRECORDER": return DeviceKind.LoopRecorder;
            }
        }

        return DeviceKind.Unknown;
    }

    private static string Mnemonic(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
            return name.Trim();
        var rest = name[Prefix.Length..];
        foreach (var family in Families)
        {
            if (rest.StartsWith(family, StringComparison.Ordinal))
                return rest[family.Length..];
        }

        return rest;
    }

    private static string Shorten(string name) => name.Length <= 64 ? name : name[..64];

    private static string Key(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private static FrozenDictionary<string, string> Values(params string[] names) => names
        .Select(n => n.Split('='))
        .ToFrozenDictionary(p => Key(p[0]), p => p[^1]);
}
