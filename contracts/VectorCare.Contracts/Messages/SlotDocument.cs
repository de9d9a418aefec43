using System.Text.Json.Serialization;

namespace VectorCare.Contracts.Messages;

/// <summary>The patients of one slot, as one document in <see cref="ComponentNames.SlotStore"/>. Schema <c>slot-document.v1</c>.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Algorithm"><see cref="Slots.Algorithm"/>.</param>
/// <param name="Slot">0 to 299.</param>
/// <param name="Version">Grows with every change of the slot.</param>
/// <param name="Hash">XxHash64 of the members, 16 hex digits.</param>
/// <param name="Members">The patients.</param>
public sealed record SlotDocument(
    [property: JsonRequired] int SchemaVersion,
    [property: JsonRequired] string Algorithm,
    [property: JsonRequired] int Slot,
    [property: JsonRequired] long Version,
    [property: JsonRequired] string Hash,
    [property: JsonRequired] IReadOnlyList<SlotMember> Members) : IVersioned
{
    /// <summary>State key of a slot's document.</summary>
    /// <param name="slot">0 to 299.</param>
    /// <returns>For example <c>slot-v1-007</c>.</returns>
    public static string Key(int slot) => $"slot-v1-{slot:D3}";
}

/// <summary>A patient in a slot.</summary>
/// <param name="Patient">Internal patient id.</param>
/// <param name="Clinic">Clinic id.</param>
/// <param name="Vendor">Vendor id.</param>
/// <param name="PortalRef">Opaque reference of the patient on the vendor's portal.</param>
/// <param name="From">First instant from which the patient is due (import or move).</param>
/// <param name="Paused">True while the patient is not polled.</param>
/// <param name="Region">Home region, whose lease says which region polls the patient; null where there is only one region.</param>
public sealed record SlotMember([property: JsonRequired] Guid Patient, [property: JsonRequired] string Clinic, [property: JsonRequired] string Vendor, [property: JsonRequired] string PortalRef, [property: JsonRequired] DateTimeOffset From, [property: JsonRequired] bool Paused, string? Region = null);

/// <summary>Announcement that a slot's document changed. Schema <c>slot-version.v1</c>.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Slot">0 to 299.</param>
/// <param name="Version">The new version.</param>
/// <param name="Hash">The new hash.</param>
public sealed record SlotVersion([property: JsonRequired] int SchemaVersion, [property: JsonRequired] int Slot, [property: JsonRequired] long Version, [property: JsonRequired] string Hash) : IVersioned, ISlotted;

/// <summary>Versions of all slots, as one document under <see cref="Key"/>, so that a replica compares all of them with one read.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Slots">An entry per slot that has ever had members.</param>
public sealed record SlotIndex([property: JsonRequired] int SchemaVersion, [property: JsonRequired] IReadOnlyList<SlotVersion> Slots)
{
    /// <summary>State key of the index.</summary>
    public const string Key = "slots-v1-index";
}
