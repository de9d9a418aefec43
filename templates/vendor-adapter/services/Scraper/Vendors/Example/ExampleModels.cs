using System.Text.Json.Serialization;

namespace VectorCare.Scraper.Vendors.Example;

// What must be there is required: without it there is no page. What may be absent is nullable, and stays absent.
internal sealed record ExamplePage([property: JsonRequired] string Patient, [property: JsonRequired] ExampleDevice Device, [property: JsonRequired] IReadOnlyList<ExampleReport> Reports);

internal sealed record ExampleDevice([property: JsonRequired] string Type, string? Model, string? Serial);

internal sealed record ExampleReport(
    [property: JsonRequired] string Id,
    [property: JsonRequired] DateTimeOffset Session,
    [property: JsonRequired] DateTimeOffset Received,
    ExampleQuantity? BatteryVoltage,
    ExampleQuantity? LowerRate,
    string? BatteryStatus);

internal sealed record ExampleQuantity([property: JsonRequired] double Value, string? Unit);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ExamplePage))]
internal sealed partial class ExampleContext : JsonSerializerContext;
