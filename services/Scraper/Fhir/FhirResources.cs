using System.Text.Json;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Idco;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Fhir;

/// <summary>A resource of an answer.</summary>
/// <param name="Where">Its place, for example <c>entry[3]</c>; empty when it is the answer itself.</param>
/// <param name="Json">The resource.</param>
internal sealed record FhirResource(string Where, JsonElement Json)
{
    /// <summary>Its type.</summary>
    public string? Type => Json.Text("resourceType");

    /// <summary>Its logical id.</summary>
    public string? Id => Json.Text("id");

    /// <summary>The place of an element of it.</summary>
    public string Of(string path) => Where.Length == 0 ? path : Where + "." + path;
}

/// <summary>The resources of an answer, which is a bundle that was searched for or collected, or a single one; and what their references mean.</summary>
internal sealed class FhirResources
{
    private const int MostResources = 1_000;
    private readonly Dictionary<string, FhirResource> _byName = new(StringComparer.Ordinal);
    private readonly List<NotUnderstood> _notUnderstood;

    /// <summary>Sorts an answer.</summary>
    /// <param name="root">The answer.</param>
    /// <param name="notUnderstood">Takes what is none of the resources that are known.</param>
    /// <exception cref="FhirRefusedException">It is no such answer.</exception>
    public FhirResources(JsonElement root, List<NotUnderstood> notUnderstood)
    {
        _notUnderstood = notUnderstood;
        switch (root.Text("resourceType"))
        {
            case "Bundle" when root.Text("type") is "searchset" or "collection" && !root.IsModified():
                foreach (var (index, entry) in root.Items("entry").Index())
                    Add(new FhirResource($"entry[{index}]", entry.Get("resource") ?? default), entry.Text("fullUrl"));
                Next = root.Items("link").Where(l => l.Text("relation") == "next").Select(l => l.Text("url")).FirstOrDefault();
                break;
            case "Observation" or "Device" or "Patient":
                Add(new FhirResource(string.Empty, root), null);
                break;
            case "OperationOutcome":
                throw new FhirRefusedException(ParsedPage.Failed("operation-outcome"));
            default:
                throw new FhirRefusedException(ParsedPage.Failed("unknown-resource"));
        }
    }

    /// <summary>The resources, in the order of the answer; contained ones are found by their reference alone.</summary>
    public List<FhirResource> All { get; } = [];

    /// <summary>Where the answer goes on, or null.</summary>
    public string? Next { get; }

    /// <summary>What a reference in a resource means; null when the answer does not have it.</summary>
    public FhirResource? Find(FhirResource from, string? reference) => reference switch
    {
        null => null,
        ['#', ..] => from.Json.Items("contained").Where(c => c.Text("id") == reference[1..]).Select(c => new FhirResource(from.Of("contained"), c)).FirstOrDefault(),
        _ => _byName.GetValueOrDefault(reference) ?? _byName.GetValueOrDefault(Unversioned(reference)),
    };

    /// <summary>A reference without the version that it may name.</summary>
    public static string Unversioned(string reference) => reference.IndexOf("/_history/", StringComparison.Ordinal) is >= 0 and var at ? reference[..at] : reference;

    private void Add(FhirResource resource, string? url)
    {
        if (resource.Type is not ("Observation" or "Device" or "Patient"))
        {
            _notUnderstood.Add(new NotUnderstood(resource.Of("resourceType"), Observation.Short(resource.Type), "unknown-resource"));
            return;
        }

        if (resource.Json.IsModified())
        {
            _notUnderstood.Add(new NotUnderstood(resource.Of("modifierExtension"), resource.Type, "unknown-modifier"));
            return;
        }

        if (All.Count == MostResources)
            throw new FhirRefusedException(ParsedPage.Failed("too-many-resources"));
        if (resource.Id is not { Length: <= 64 } id)
            throw new FhirRefusedException(ParsedPage.Failed("resource-without-id"));
        // Two versions of one resource: no answer says which of them holds.
        if (!_byName.TryAdd($"{resource.Type}/{id}", resource) || (url is not null && url != $"{resource.Type}/{id}" && !_byName.TryAdd(url, resource)))
            throw new FhirRefusedException(ParsedPage.Suspicious("doubled-resource"));
        All.Add(resource);
    }
}
