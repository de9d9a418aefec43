using System.Text.Json;
using System.Text.Json.Serialization;
using VectorCare.Contracts.Messages;

namespace VectorCare.Ingest.Storage;

/// <summary>JSON form of what is stored packed; the bodies are those of the contracts.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(List<LatestValue>))]
[JsonSerializable(typeof(List<Transmission>))]
internal sealed partial class StorageJson : JsonSerializerContext;
