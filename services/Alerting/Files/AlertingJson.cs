using System.Text.Json;
using System.Text.Json.Serialization;
using VectorCare.Alerting.Feedback;
using VectorCare.Alerting.Summary;
using VectorCare.Alerting.Sweep;

namespace VectorCare.Alerting.Files;

/// <summary>JSON form of the service's own documents; source-generated.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(CaseFile))]
[JsonSerializable(typeof(SweepShard))]
[JsonSerializable(typeof(OpenShard))]
[JsonSerializable(typeof(LabelShard))]
internal sealed partial class AlertingJson : JsonSerializerContext;
