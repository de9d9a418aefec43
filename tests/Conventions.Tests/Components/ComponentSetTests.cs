using VectorCare.Contracts;

namespace Conventions.Tests.Components;

public sealed class ComponentSetTests
{
    private static readonly ComponentSet Reference = ComponentSet.Load("embedded");

    public static TheoryData<string> Sets { get; } = new(ComponentSet.Names);

    [Theory]
    [MemberData(nameof(Sets))]
    public void Set_OfTheRepository_HasNoFaults(string set) => Assert.Empty(ComponentSetRules.Faults(ComponentSet.Load(set), Reference));

    [Theory]
    [MemberData(nameof(Sets))]
    public void Scopes_EveryResource_NamesAppsThatExist(string set)
    {
        var apps = typeof(AppIds).GetFields().Select(f => (string)f.GetRawConstantValue()!).ToHashSet();

        Assert.All(ComponentSet.Load(set).Documents.Where(d => d.Kind != "Resiliency"), d =>
        {
            Assert.NotEmpty(d.Scopes);
            Assert.Subset(apps, d.Scopes.ToHashSet());
        });
    }

    [Fact]
    public void Needs_EveryComponentOfTheCode_IsInTheTable()
    {
        var names = typeof(ComponentNames).GetFields().Select(f => (string)f.GetRawConstantValue()!);

        Assert.Equal(names.Order(StringComparer.Ordinal), GuaranteeTable.Needs.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Types_TheTwoRegions_DifferInEveryBuildingBlock()
    {
        static IEnumerable<string> Blocks(string set) => ComponentSet.Load(set).OfKind("Component").Select(c => c.Type).Distinct();

        var blocks = Blocks("us-east").Concat(Blocks("us-west")).GroupBy(t => t.Split('.')[0]);

        Assert.All(blocks, b => Assert.True(b.Distinct().Count() > 1, $"both regions use {b.First()} for {b.Key}"));
    }

    [Fact]
    public void LeaseStore_OfTheRegions_IsOnePlace()
    {
        static IEnumerable<string> Place(string set) => ComponentSet.Load(set).OfKind("Component").Where(c => c.Name == ComponentNames.LeaseStore)
            .SelectMany(c => c.Metadata.Select(m => $"{m.Name}={m.Value ?? "a secret"}").Append(c.Type));

        Assert.Equal(Place("us-east"), Place("us-west"));
    }

    [Theory]
    [InlineData("state.yaml", "name: claimstore\n", "name: claimstor\n", "Component claimstore is missing")]
    [InlineData("state.yaml", "name: claimstore\n", "name: claimstor\n", "Component claimstor is in no other set: a typo")]
    [InlineData("state.yaml", "scopes: [registry, scheduler]", "scopes: [registry]", "Component slotstore has the scopes [registry] instead of [registry, scheduler]")]
    [InlineData("bindings.yaml", "scopes: [alerting]\n", "", "Component mail has the scopes [] instead of [alerting]")]
    [InlineData("state.yaml", "state.mysql", "state.cassandra", "Component episodestore: state.cassandra does not give ETag, Transactions, Bulk, Actors, which the code needs")]
    [InlineData("state.yaml", "state.postgresql", "state.redis", "Component leasestore: state.redis does not give Linearizable, which the code needs")]
    [InlineData("state.yaml", "state.mysql", "state.redis", "Component pollstore: state.redis does not give Transactions, Bulk, which the code needs")]
    [InlineData("state.yaml", "state.mysql", "state.mysqll", "Component slotstore: what the type 'state.mysqll' gives is unknown")]
    [InlineData("pubsub.yaml", "pubsub.pulsar", "pubsub.rabbitmq", "Component pubsub: pubsub.rabbitmq does not give OrderByKey")]
    [InlineData("pubsub.yaml", "value: key_shared", "value: shared", "only with subscribeType: key_shared, but it is shared")]
    [InlineData("bindings.yaml", "      secretKeyRef:\n        name: vectorcare-ses\n        key: secret-key\n", "      value: abc\n", "Component mail: secretKey is written out (3 characters); use secretKeyRef")]
    [InlineData("pubsub.yaml", "auth:\n  secretStore: secretstore\n", "", "Component pubsub: refers to a secret without auth.secretStore: secretstore")]
    [InlineData("subscriptions.yaml", "  topic: connectivity\n", "  topic: conectivity\n", "nobody subscribes to the topic connectivity")]
    [InlineData("subscriptions.yaml", "    rawPayload: \"true\"\n", "    other: \"true\"\n", "rawPayload is not \"true\"")]
    [InlineData("subscriptions.yaml", "default: /dead-letters/alerts", "default: /events/alerts", "Subscription ingest-alerts-deadletter: routes.default is /events/alerts instead of /dead-letters/alerts")]
    [InlineData("resiliency.yaml", "        circuitBreaker: vendor\n", "", "Resiliency: target vendor-aurora has no circuitBreaker")]
    [InlineData("resiliency.yaml", "        inbound:\n", "        inbound:\n          circuitBreaker: vendor\n", "Resiliency: pubsub has an inbound breaker")]
    public void Faults_Planted_AreExplained(string file, string right, string wrong, string explanation)
    {
        var planted = false;
        var set = ComponentSet.Load("us-west", (name, text) =>
        {
            planted |= name == file && text.Contains(right, StringComparison.Ordinal);
            return name == file ? text.Replace(right, wrong, StringComparison.Ordinal) : text;
        });

        Assert.True(planted, $"'{right}' is not in {file}");
        Assert.Contains(ComponentSetRules.Faults(set, Reference), f => f.StartsWith("components/us-west: ", StringComparison.Ordinal) && f.Contains(explanation, StringComparison.Ordinal));
    }
}
