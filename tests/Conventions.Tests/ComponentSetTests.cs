using VectorCare.Contracts;

namespace Conventions.Tests;

public sealed class ComponentSetTests
{
    private static readonly string[] Apps = [AppIds.Registry, AppIds.Scheduler, AppIds.Scraper, AppIds.Ingest, AppIds.Alerting];

    public static TheoryData<string> Sets { get; } = new(ComponentSet.Names);

    [Theory]
    [MemberData(nameof(Sets))]
    public void Names_EverySet_AreThoseOfTheEmbeddedSet(string set)
    {
        static IEnumerable<string> NamesOf(string name) =>
            new ComponentSet(name).Documents.Select(d => $"{d.Kind}/{d.Name} for {string.Join(',', d.Scopes.Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal);

        Assert.Equal(NamesOf("embedded"), NamesOf(set));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Components_EverySet_AreWhatTheCodeNames(string set)
    {
        string[] wanted =
        [
            ComponentNames.PubSub, ComponentNames.DeadLetterPubSub, ComponentNames.SlotStore, ComponentNames.ClaimStore, ComponentNames.PollStore,
            ComponentNames.SessionStore, ComponentNames.EpisodeStore, ComponentNames.Secrets, ComponentNames.Mail, ComponentNames.Webhook,
        ];

        Assert.Equal(wanted.Order(StringComparer.Ordinal), new ComponentSet(set).OfKind("Component").Select(c => c.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Scopes_EveryResource_NamesAppsThatExist(string set) =>
        Assert.All(new ComponentSet(set).Documents.Where(d => d.Kind != "Resiliency"), d =>
        {
            Assert.NotEmpty(d.Scopes);
            Assert.Subset(Apps.ToHashSet(), d.Scopes.ToHashSet());
        });

    [Theory]
    [MemberData(nameof(Sets))]
    public void Subscriptions_EveryTopic_HasAReaderAndADeadLetterThatIsRead(string set)
    {
        var subscriptions = new ComponentSet(set).OfKind("Subscription").ToList();
        foreach (var topic in Topics.All)
        {
            var readers = subscriptions.Where(s => s.Text("spec", "topic") == topic).ToList();
            Assert.NotEmpty(readers);
            Assert.All(readers, r =>
            {
                Assert.Equal(ComponentNames.PubSub, r.Text("spec", "pubsubname"));
                Assert.Equal(Routes.Event(topic), r.Text("spec", "routes", "default"));
                Assert.Equal(Topics.DeadLetter(topic), r.Text("spec", "deadLetterTopic"));
            });
        }

        // A slot version that cannot be read is repaired by the next cycle's comparison of all versions: nobody reads its dead letters.
        foreach (var topic in Topics.All.Where(t => t != Topics.SlotVersions))
        {
            var reader = Assert.Single(subscriptions, s => s.Text("spec", "topic") == Topics.DeadLetter(topic));
            Assert.Equal(ComponentNames.DeadLetterPubSub, reader.Text("spec", "pubsubname"));
            Assert.Equal("true", reader.Text("spec", "metadata", "rawPayload"));
            Assert.Equal(Routes.DeadLetter(topic), reader.Text("spec", "routes", "default"));
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Resiliency_EverySet_TargetsEveryVendorAndNoInboundBreaker(string set)
    {
        var resources = new ComponentSet(set);
        var resiliency = Assert.Single(resources.OfKind("Resiliency"));

        Assert.All(resources.OfKind("HTTPEndpoint"), e =>
            Assert.Equal(["timeout", "retry", "circuitBreaker"], resiliency.Keys("spec", "targets", "apps", e.Name)));
        Assert.DoesNotContain("circuitBreaker", resiliency.Keys("spec", "targets", "components", ComponentNames.PubSub, "inbound"));
    }
}
