using System.Text.Json;
using NJsonSchema;
using VectorCare.Contracts.Messages;
using VectorCare.TestKit;

namespace VectorCare.Contracts.Tests;

public sealed class SchemaSamplesTests
{
    public static TheoryData<string> Samples { get; } = new(Directory.GetFiles(RepositoryPaths.At("contracts", "samples"), "*.json").Select(f => Path.GetFileName(f)!).Order());

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Validate_Sample_IsGoodOrBadAsItsNameSays(string sample)
    {
        var schema = await SchemaOfAsync(sample);

        var errors = schema.Validate(await ReadAsync(sample));

        Assert.Equal(sample.EndsWith(".good.json", StringComparison.Ordinal), errors.Count == 0);
    }

    [Fact]
    public async Task Serialize_EveryGoodSample_IsWrittenAsTheSchemaWants()
    {
        await RoundTripAsync<PollBatch>("poll-batch");
        await RoundTripAsync<PollOutcomes>("poll-outcomes");
        await RoundTripAsync<Transmission>("transmission");
        await RoundTripAsync<ConnectivityEvent>("connectivity-event");
        await RoundTripAsync<AlertEvent>("alert");
        await RoundTripAsync<SlotDocument>("slot-document");
        await RoundTripAsync<SlotVersion>("slot-version");
    }

    [Fact]
    public void Schemas_EachHasAGoodAndABadSample()
    {
        foreach (var schema in Directory.GetFiles(RepositoryPaths.At("contracts", "schemas"), "*.json").Select(Path.GetFileNameWithoutExtension))
        {
            Assert.Contains(Samples, s => s.Data == schema + ".good.json");
            Assert.Contains(Samples, s => s.Data.StartsWith(schema + ".", StringComparison.Ordinal) && s.Data.EndsWith(".bad.json", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Deserialize_MissingRequiredMember_Throws() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"schemaVersion":1,"slot":7,"version":3}""", ContractsJson.Default.SlotVersion));

    private static async Task RoundTripAsync<T>(string name)
    {
        var file = name + ".v1.good.json";
        var type = (System.Text.Json.Serialization.Metadata.JsonTypeInfo<T>)ContractsJson.Default.GetTypeInfo(typeof(T))!;
        var text = await ReadAsync(file);
        var value = JsonSerializer.Deserialize(text, type)!;

        var written = JsonSerializer.Serialize(value, type);

        Assert.Empty((await SchemaOfAsync(file)).Validate(written));
        Assert.Equal(Members(text), Members(written));
    }

    /// <summary>Every leaf with its path, so that nothing is lost between reading and writing; instants are compared as instants.</summary>
    private static SortedDictionary<string, string> Members(string json)
    {
        var members = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(json);
        Walk(document.RootElement, string.Empty, members);
        return members;
    }

    private static void Walk(JsonElement element, string path, SortedDictionary<string, string> members)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                    Walk(property.Value, path + "/" + property.Name, members);
                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in element.EnumerateArray().Index())
                    Walk(item, path + "/" + index, members);
                break;
            default:
                members[path] = DateTimeOffset.TryParse(element.ToString(), out var instant) && element.ValueKind == JsonValueKind.String ? instant.ToString("O") : element.ToString();
                break;
        }
    }

    private static Task<string> ReadAsync(string sample) => File.ReadAllTextAsync(RepositoryPaths.At("contracts", "samples", sample));

    private static Task<JsonSchema> SchemaOfAsync(string sample) =>
        JsonSchema.FromFileAsync(RepositoryPaths.At("contracts", "schemas", string.Join('.', sample.Split('.').Take(2)) + ".json"));
}
