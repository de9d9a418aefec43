using System.Text.Encodings.Web;
using System.Text.Json;

namespace VendorSim.Borealis.Changes;

/// <summary>What an answer has that can change.</summary>
internal static class BorealisNames
{
    /// <summary>How answers are written.</summary>
    public static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static readonly string[] Quantities =
    [
        "voltage", "longevity", "remaining", "chargeTime", "impedance", "threshold", "thresholdPulseWidth", "sensing", "programmedAmplitude", "programmedPulseWidth",
        "lowerRate", "atrialBurden", "meanVentricularRate", "biventricularPacing", "atrialPacing", "ventricularPacing", "fluidIndex",
    ];

    public static readonly string[] Leaves =
    [
        "status", "pacingMode", "ventricularTherapies", "shocksSinceLast", "shocksTotal", "atpSinceLast", "atpTotal", "startedAt", "durationSeconds", "ventricularRate",
        "atrialRate", "atpSequences", "outcome", "type", "sessionAt", "receivedAt", "ref", "serial", "family", "chamber",
    ];

    public static readonly string[] Objects = ["battery", "leads", "highVoltageLead", "settings", "statistics", "therapies", "episodes", "alerts", "patient", "device", "transmissions"];

    public static readonly string[] News = ["trend", "remark", "quality", "source", "reviewedBy"];

    public static readonly string[] Prefixes = ["device", "last", "new", "estimated", "my"];

    /// <summary>Names with others for the same.</summary>
    public static readonly IReadOnlyDictionary<string, string> Renamed = new Dictionary<string, string>
    {
        ["voltage"] = "cellPotential",
        ["longevity"] = "serviceTime",
        ["chargeTime"] = "capacitorDelay",
        ["impedance"] = "resistance",
        ["threshold"] = "capture",
        ["sensing"] = "waveAmplitude",
        ["atrialBurden"] = "afShare",
        ["shocksTotal"] = "allShocks",
        ["status"] = "phase",
        ["startedAt"] = "onset",
        ["outcome"] = "result",
        ["statistics"] = "counters",
        ["episodes"] = "events",
    };

    public static readonly string[] Times = ["sessionAt", "receivedAt", "startedAt", "raisedAt"];
}
