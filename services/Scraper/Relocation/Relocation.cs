using System.Text.Json;
using System.Text.Json.Serialization;

namespace VectorCare.Scraper.Relocation;

/// <summary>How far a relocation has come.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RelocationState>))]
internal enum RelocationState
{
    /// <summary>Names seem to have changed; nothing was read under the new ones yet.</summary>
    Proposed,

    /// <summary>Pages are read under the new names where the second proof agrees; a human is asked.</summary>
    Applied,

    /// <summary>A human confirmed it: the new names count as the old ones.</summary>
    Confirmed,

    /// <summary>A human rejected it: such pages stay refused.</summary>
    Rejected,
}

/// <summary>A name on a vendor's pages that changed.</summary>
/// <param name="Id">16 hex digits, the same for the same names at the same place.</param>
/// <param name="Page">Kind of page it was found on first.</param>
/// <param name="Place">Where the name stands.</param>
/// <param name="Before">The name that is known.</param>
/// <param name="After">The name that stands there now.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Since">When it was found.</param>
/// <param name="Decided">When a human decided, or null.</param>
internal sealed record PageRelocation(string Id, string Page, string Place, string Before, string After, RelocationState State, DateTimeOffset Since, DateTimeOffset? Decided = null);

/// <summary>The relocations of a vendor, as all replicas share them.</summary>
internal sealed record VendorRelocations(IReadOnlyList<PageRelocation> All)
{
    /// <summary>None.</summary>
    public static VendorRelocations None { get; } = new([]);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VendorRelocations))]
internal sealed partial class RelocationJson : JsonSerializerContext;
