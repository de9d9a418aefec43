using System.Globalization;
using System.Text.Json;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Idco;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Fhir;

/// <summary>Sorts the components of an IDCO observation into understood terms and what is not understood.</summary>
internal sealed class FhirObservationReader(TimeSpan defaultOffset)
{
    private const int MostComponents = 5_000;
    private const string Units = "http://unitsofmeasure.org";

    /// <summary>Terms, in the order of the resource.</summary>
    public List<Observation> Observations { get; } = [];

    /// <summary>What was not understood.</summary>
    public List<NotUnderstood> NotUnderstood { get; } = [];

    /// <summary>Reads the components of a resource.</summary>
    /// <exception cref="FhirRefusedException">There are too many.</exception>
    public void Read(FhirResource resource)
    {
        foreach (var (index, component) in resource.Json.Items("component").Index())
        {
            if (index == MostComponents)
                throw new FhirRefusedException(ParsedPage.Failed("too-many-components"));
            Read(component, resource.Of($"component[{index}]"));
        }

        foreach (var unread in (ReadOnlySpan<string>)["hasMember", "bodySite", "bodyStructure"])
        {
            if (resource.Json.Get(unread) is not null)
                NotUnderstood.Add(new NotUnderstood(resource.Of(unread), null, "unknown-element"));
        }
    }

    private void Read(JsonElement component, string where)
    {
        var codings = component.Codings("code").Where(c => c.System == FhirElement.Nomenclature).ToList();
        if (component.IsModified())
        {
            NotUnderstood.Add(new NotUnderstood(where, Observation.Short(codings.FirstOrDefault().Code), "unknown-modifier"));
            return;
        }

        if (codings.Count == 0 || !int.TryParse(codings[0].Code, NumberStyles.None, CultureInfo.InvariantCulture, out var code))
        {
            NotUnderstood.Add(new NotUnderstood(where, Observation.Short(component.Codings("code").FirstOrDefault().Code), "unknown-coding-system"));
            return;
        }

        var (term, problem) = codings.TrueForAll(c => c.Code == codings[0].Code) ? IdcoTerms.Choose(code, Name(codings[0].Display)) : (null, "conflicting-code");
        if (problem is not null)
            NotUnderstood.Add(new NotUnderstood(where, codings[0].Code, problem));
        if (term is null)
            return;
        var (value, why) = Value(component);
        if (why is null && term.Kind == IdcoKind.Time && value is { Text: not null, Instant: null })
            why = "bad-value";
        if (why is not null)
            NotUnderstood.Add(new NotUnderstood(where, codings[0].Code, why));
        else
            Observations.Add(new Observation(where, term, Group(component), value, null));
    }

    private (ObservedValue Value, string? Why) Value(JsonElement component)
    {
        var values = component.EnumerateObject().Where(p => p.Name.StartsWith("value", StringComparison.Ordinal)).ToList();
        if (values is not [var only])
            return (default, values.Count == 0 ? null : "several-values");
        return (only.Name, only.Value.ValueKind) switch
        {
            ("valueQuantity", JsonValueKind.Object) => Quantity(only.Value),
            ("valueInteger", JsonValueKind.Number) => (new ObservedValue(only.Value.GetRawText()), null),
            ("valueString", JsonValueKind.String) => (new ObservedValue(component.Text(only.Name)), null),
            ("valueDateTime", JsonValueKind.String) => (new ObservedValue(component.Text(only.Name), Instant: FhirTime.Parse(component.Text(only.Name), defaultOffset)), null),
            ("valueCodeableConcept", JsonValueKind.Object) => Concept(component, only.Value),
            _ => (default, "unknown-value"),
        };
    }

    private static (ObservedValue Value, string? Why) Quantity(JsonElement quantity)
    {
        // "Less than 200 Ohm" is no 200 Ohm.
        if (quantity.Get("comparator") is not null)
            return (default, "inexact-value");
        var unit = quantity.Text("code") is { } code ? quantity.Text("system") is null or Units ? code : "?" : quantity.Text("unit");
        return quantity.Get("value") switch
        {
            null => (default, null),
            { ValueKind: JsonValueKind.Number } number => (new ObservedValue(number.GetRawText(), Unit: unit), null),
            _ => (default, "bad-value"),
        };
    }

    private static (ObservedValue Value, string? Why) Concept(JsonElement component, JsonElement concept)
    {
        var codings = component.Codings("valueCodeableConcept").ToList();
        var known = codings.Where(c => c.System == FhirElement.Nomenclature && c.Code is not null).ToList();
        if (known.Count > 0)
            return known.TrueForAll(c => c.Code == known[0].Code) ? (new ObservedValue(known[0].Code, known[0].Display ?? concept.Text("text")), null) : (default, "conflicting-code");
        return codings.Count > 0 ? (default, "unknown-coding-system") : (new ObservedValue(concept.Text("text")), null);
    }

    /// <summary>The reference id that some write into the display; free text names none.</summary>
    private static string? Name(string? display) => display?.Split(' ').FirstOrDefault(w => w.StartsWith("MDC_IDC_", StringComparison.Ordinal));

    private static string Group(JsonElement component) =>
        component.Extension("instance-idco")?.Get("valueInteger") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var instance) ? instance.ToString(CultureInfo.InvariantCulture) : string.Empty;
}
