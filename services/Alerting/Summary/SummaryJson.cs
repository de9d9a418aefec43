using System.Text.Json;
using System.Text.Json.Serialization;
using VectorCare.Alerting.Feedback;

namespace VectorCare.Alerting.Summary;

/// <summary>JSON form of the service's answers; source-generated.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AlertingSummary))]
[JsonSerializable(typeof(OpenAlert[]))]
[JsonSerializable(typeof(FeedbackLabel[]))]
internal sealed partial class SummaryJson : JsonSerializerContext;
