using System.Text;
using System.Text.Json.Nodes;
using VectorCare.Scraper.Fhir;
using VectorCare.TestKit;

namespace VectorCare.Scraper.Tests.Fhir;

/// <summary>The guide's examples.</summary>
internal static class FhirFixtures
{
    public static string? Folder { get; } = RepositoryPaths.Shared("fixtures", "cardx-fhir");

    public static JsonNode Json(string name)
    {
        if (Folder is null)
            Assert.Skip("The FHIR examples (fixtures/cardx-fhir of the shared folder) are not there.");
        return JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json")))!;
    }

    /// <summary>An answer with these resources.</summary>
    public static JsonNode Bundle(params IEnumerable<JsonNode> resources) => new JsonObject
    {
        ["resourceType"] = "Bundle",
        ["type"] = "searchset",
        ["entry"] = new JsonArray([.. resources.Select(r => new JsonObject { ["fullUrl"] = $"https://portal.example/fhir/{r["resourceType"]}/{r["id"]}", ["resource"] = r.DeepClone() })]),
    };

    /// <summary>The IDCO example, which names nobody and no time, for a patient.</summary>
    public static JsonNode Idco(string patient = "AU1")
    {
        var example = Json("Observation-IDCOExample2");
        example["subject"] = new JsonObject { ["reference"] = "Patient/" + patient };
        example["effectiveDateTime"] = "2019-10-16T21:15:00Z";
        example["issued"] = "2019-10-17T06:00:00Z";
        return example;
    }

    public static FhirPage Read(JsonNode answer, string patient, string? system = null) => Read(answer.ToJsonString(), patient, system);

    public static FhirPage Read(string answer, string patient, string? system = null) => new FhirReader(TimeSpan.Zero).Read(Encoding.UTF8.GetBytes(answer), new FhirPatient(patient, system));
}
