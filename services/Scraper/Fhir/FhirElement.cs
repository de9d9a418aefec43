using System.Text.Json;

namespace VectorCare.Scraper.Fhir;

/// <summary>Elements of a resource: absent where they are not of the kind that is asked for.</summary>
internal static class FhirElement
{
    /// <summary>Coding system of the device nomenclature.</summary>
    public const string Nomenclature = "urn:iso:std:iso:11073:10101";

    /// <summary>Coding system of the connectivity guide.</summary>
    public const string CardX = "http://hl7.org/fhir/uv/cardx-cied/CodeSystem/CardXCIED";

    private const string Profiles = "http://hl7.org/fhir/uv/cardx-cied/StructureDefinition/";

    /// <summary>A text.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.Get(name) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } value ? value : null;

    /// <summary>An element, or null.</summary>
    public static JsonElement? Get(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var found) ? found : null;

    /// <summary>The items of an array, or the one that stands without one, as releases differ in that.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) => element.Get(name) switch
    {
        { ValueKind: JsonValueKind.Array } array => array.EnumerateArray(),
        { ValueKind: JsonValueKind.Object } single => [single],
        _ => [],
    };

    /// <summary>Codings of a concept.</summary>
    public static IEnumerable<(string? System, string? Code, string? Display)> Codings(this JsonElement element, string concept) =>
        element.Items(concept).SelectMany(c => c.Items("coding")).Select(c => (c.Text("system"), c.Text("code"), c.Text("display")));

    /// <summary>Whether a resource claims a profile of the connectivity guide.</summary>
    public static bool HasProfile(this JsonElement resource, string profile) =>
        resource.Get("meta") is { } meta && meta.Items("profile").Any(p => p.ValueKind == JsonValueKind.String && p.GetString() == Profiles + profile);

    /// <summary>An extension of the connectivity guide, or null.</summary>
    public static JsonElement? Extension(this JsonElement element, string name) =>
        element.Items("extension").Where(e => e.Text("url") == Profiles + name).Select(e => (JsonElement?)e).FirstOrDefault();

    /// <summary>Whether the element has a part that changes what the rest means, and that nobody here knows.</summary>
    public static bool IsModified(this JsonElement element) => element.Get("modifierExtension") is not null || element.Get("implicitRules") is not null;
}
