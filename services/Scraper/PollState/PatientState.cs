using System.Text.Json.Serialization;

namespace VectorCare.Scraper.PollState;

/// <summary>What is remembered of a patient between polls. Everything in it stands for an event that pub/sub has acknowledged.</summary>
/// <param name="Cycle">Cycle of the last change; a change of the same or an older cycle is not applied again.</param>
/// <param name="Fingerprint">Hash of the page outside its volatile parts.</param>
/// <param name="ETag">Validator for the next conditional request.</param>
/// <param name="Watermark">Place of the newest transmission taken.</param>
/// <param name="AtWatermark">Parser version and content hash of the transmissions at that very place, by id.</param>
/// <param name="BaselineDone">The first successful poll has been.</param>
/// <param name="Misses">A bit per cycle up to <paramref name="Cycle"/>, the newest lowest, 1 for a miss. Later cycles without a change had none.</param>
/// <param name="Missing">A missing event stands.</param>
/// <param name="MissingSince">The first miss of the run that counts.</param>
internal sealed record PatientState(
    [property: JsonPropertyName("c")] long Cycle,
    [property: JsonPropertyName("f")] string? Fingerprint,
    [property: JsonPropertyName("e")] string? ETag,
    [property: JsonPropertyName("w")] DateTimeOffset? Watermark,
    [property: JsonPropertyName("i")] IReadOnlyDictionary<string, string>? AtWatermark,
    [property: JsonPropertyName("b"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool BaselineDone,
    [property: JsonPropertyName("m"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] uint Misses,
    [property: JsonPropertyName("x"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Missing,
    [property: JsonPropertyName("s")] DateTimeOffset? MissingSince)
{
    /// <summary>The page that is not believed; null while the patient can be seen.</summary>
    [JsonPropertyName("q")]
    public HiddenPage? Hidden { get; init; }

    /// <summary>Validator for the next conditional request where the vendor gives no ETag.</summary>
    [JsonPropertyName("l")]
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>A patient never polled before.</summary>
    public static PatientState Unknown { get; } = new(0, null, null, null, null, false, 0, false, null);

    /// <summary>Whether both say the same apart from their cycle, so that nothing needs to be written.</summary>
    public bool SaysTheSame(PatientState other) =>
        Fingerprint == other.Fingerprint && ETag == other.ETag && LastModified == other.LastModified && Watermark == other.Watermark && BaselineDone == other.BaselineDone
        && Missing == other.Missing && MissingSince == other.MissingSince && Hidden == other.Hidden && SameIds(other.AtWatermark);

    private bool SameIds(IReadOnlyDictionary<string, string>? other) =>
        ReferenceEquals(AtWatermark, other)
        || (AtWatermark is not null && other is not null && AtWatermark.Count == other.Count && AtWatermark.All(p => other.TryGetValue(p.Key, out var hash) && hash == p.Value));
}

/// <summary>A state to write when its event is acknowledged.</summary>
/// <param name="Patient">The patient.</param>
/// <param name="State">The new state.</param>
internal sealed record StateChange(
    [property: JsonPropertyName("p")] Guid Patient,
    [property: JsonPropertyName("s")] PatientState State);
