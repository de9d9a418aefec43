using System.Text.Json;
using System.Text.Json.Serialization;

namespace VectorCare.Scraper.Vendors.Cygnus;

/// <summary>An entry of an inbox.</summary>
internal sealed record CygnusEntry([property: JsonRequired] string Id, [property: JsonRequired] DateTimeOffset Time, string? Etag);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<CygnusEntry>))]
internal sealed partial class CygnusContext : JsonSerializerContext;
