using VectorCare.Contracts.Messages;

namespace VectorCare.Scraper.Idco;

/// <summary>Normalises episode types, standard and vendors' own.</summary>
internal static class EpisodeTypes
{
    /// <summary>The type of a standard value (739568); null when it is not one.</summary>
    public static EpisodeType? Standard(string name) => Key(name) switch
    {
        "EPISATAF" or "ATAF" or "EPISAF" or "EPISAT" or "AF" or "AT" => EpisodeType.AtAf,
        "EPISSVT" or "SVT" => EpisodeType.Svt,
        "EPISVT" or "VT" => EpisodeType.Vt,
        "EPISVF" or "VF" => EpisodeType.Vf,
        "EPISNSVT" or "NSVT" or "EPISNONSUSTAINEDVT" => EpisodeType.Nsvt,
        "EPISPAUSE" or "PAUSE" or "EPISASYSTOLE" => EpisodeType.Pause,
        "EPISBRADY" or "BRADY" => EpisodeType.Brady,
        "EPISRESET" or "EPISDEVICERESET" or "DEVICERESET" => EpisodeType.DeviceReset,
        "EPISPATIENT" or "EPISPATIENTACTIVATED" or "PATIENTACTIVATED" => EpisodeType.PatientActivated,
        _ => null,
    };

    /// <summary>The type of a vendor's code under the name that belongs to it; null when the code is unknown or under another name.</summary>
    public static EpisodeType? Vendor(int code, string? name) => (code, name is null ? string.Empty : Key(name)) switch
    {
        (772099, "" or "MDTEPISFASTVT") => EpisodeType.Vt,
        (772103, "" or "MDTEPISNSVT") => EpisodeType.Nsvt,
        (773124, "" or "MDTEPISCONSECUTIVEPVCS") => EpisodeType.Other,
        _ => null,
    };

    /// <summary>Whether a vendor's code is one of those that are understood, under whatever name.</summary>
    public static bool IsVendorCode(int code) => code is 772099 or 772103 or 773124;

    private static string Key(string name)
    {
        const string prefix = "MDC_IDC_ENUM_EPISODE_";
        if (name.StartsWith(prefix, StringComparison.Ordinal))
            name = name[prefix.Length..].Replace("VENDOR_TYPE_", string.Empty, StringComparison.Ordinal).Replace("TYPE_", string.Empty, StringComparison.Ordinal);
        return string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();
    }
}
