using System.Text.Json;
using System.Text.Json.Serialization;

namespace VectorCare.Scraper.Vendors.Borealis;

internal sealed record BorealisPage(
    [property: JsonRequired] BorealisPatient Patient,
    BorealisDevice? Device,
    [property: JsonRequired] IReadOnlyList<BorealisTransmission> Transmissions,
    string? Next);

internal sealed record BorealisPatient([property: JsonRequired] string Ref);

internal sealed record BorealisDevice(string? Manufacturer, string? Model, string? Family, string? Serial);

internal sealed record BorealisTransmission(
    [property: JsonRequired] string Id,
    [property: JsonRequired] DateTimeOffset SessionAt,
    [property: JsonRequired] DateTimeOffset ReceivedAt,
    BorealisBattery? Battery,
    IReadOnlyList<BorealisLead>? Leads,
    BorealisHighVoltageLead? HighVoltageLead,
    BorealisSettings? Settings,
    BorealisStatistics? Statistics,
    BorealisTherapies? Therapies,
    [property: JsonRequired] IReadOnlyList<BorealisEpisode> Episodes,
    [property: JsonRequired] IReadOnlyList<BorealisAlert> Alerts)
{
    public string? Kind { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }
}

internal sealed record BorealisQuantity([property: JsonRequired] double Value, string? Unit);

internal sealed record BorealisBattery(string? Status, BorealisQuantity? Voltage, BorealisQuantity? Longevity, BorealisQuantity? Remaining, BorealisQuantity? ChargeTime);

internal sealed record BorealisLead(
    [property: JsonRequired] string Chamber,
    BorealisQuantity? Impedance,
    BorealisQuantity? Threshold,
    BorealisQuantity? ThresholdPulseWidth,
    BorealisQuantity? Sensing,
    BorealisQuantity? ProgrammedAmplitude,
    BorealisQuantity? ProgrammedPulseWidth);

internal sealed record BorealisHighVoltageLead(BorealisQuantity? Impedance, string? Status);

internal sealed record BorealisSettings(string? PacingMode, BorealisQuantity? LowerRate, string? VentricularTherapies);

internal sealed record BorealisStatistics(
    BorealisQuantity? AtrialBurden,
    BorealisQuantity? MeanVentricularRate,
    BorealisQuantity? BiventricularPacing,
    BorealisQuantity? AtrialPacing,
    BorealisQuantity? VentricularPacing,
    BorealisQuantity? FluidIndex);

internal sealed record BorealisTherapies(double? ShocksSinceLast, double? ShocksTotal, double? AtpSinceLast, double? AtpTotal);

internal sealed record BorealisEpisode(
    [property: JsonRequired] long Number,
    [property: JsonRequired] string Type,
    [property: JsonRequired] DateTimeOffset StartedAt,
    double? DurationSeconds,
    double? VentricularRate,
    double? AtrialRate,
    int? AtpSequences,
    int? Shocks,
    string? Outcome);

internal sealed record BorealisAlert([property: JsonRequired] string Code, [property: JsonRequired] string Text, string? Severity, DateTimeOffset? RaisedAt);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(BorealisPage))]
internal sealed partial class BorealisContext : JsonSerializerContext;
