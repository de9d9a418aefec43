using System.Text.Json;
using System.Text.Json.Serialization;

namespace VectorCare.Alerting.Delivery.Webhook;

/// <summary>JSON form of a webhook's body; source-generated.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AlertMessage))]
[JsonSerializable(typeof(Digest))]
internal sealed partial class WebhookJson : JsonSerializerContext;
