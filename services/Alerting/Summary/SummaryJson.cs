using System.Text.Json;
using System.Text.Json.Serialization;

namespace VectorCare.Alerting.Summary;

/// <summary>JSON form of the service's answers; source-generated.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AlertingSummary))]
[JsonSerializable(typeof(OpenAlert[]))]
internal sealed partial class SummaryJson : JsonSerializerContext;
