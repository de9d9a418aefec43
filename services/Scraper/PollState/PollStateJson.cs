using System.Text.Json;
using System.Text.Json.Serialization;

namespace VectorCare.Scraper.PollState;

/// <summary>JSON form of what the scraper keeps in its state store.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PatientState))]
[JsonSerializable(typeof(BatchJournal))]
[JsonSerializable(typeof(VendorStanding))]
[JsonSerializable(typeof(HiddenSlot))]
internal sealed partial class PollStateJson : JsonSerializerContext;
