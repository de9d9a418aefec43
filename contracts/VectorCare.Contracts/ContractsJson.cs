using System.Text.Json;
using System.Text.Json.Serialization;
using VectorCare.Contracts.Messages;

namespace VectorCare.Contracts;

/// <summary>JSON form of every message: camel case, enumerations by name, nulls left out, required fields required; source-generated.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PollBatch))]
[JsonSerializable(typeof(PollOutcomes))]
[JsonSerializable(typeof(Transmission))]
[JsonSerializable(typeof(ConnectivityEvent))]
[JsonSerializable(typeof(AlertEvent))]
[JsonSerializable(typeof(SlotDocument))]
[JsonSerializable(typeof(SlotVersion))]
[JsonSerializable(typeof(SlotIndex))]
public sealed partial class ContractsJson : JsonSerializerContext;
