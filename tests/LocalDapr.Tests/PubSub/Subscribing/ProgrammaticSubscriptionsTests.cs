using LocalDapr.PubSub.Subscribing;

namespace LocalDapr.Tests.PubSub.Subscribing;

public sealed class ProgrammaticSubscriptionsTests
{
    [Fact]
    public void Parse_NamesInAnyCase_AreRead()
    {
        var subscription = Assert.Single(ProgrammaticSubscriptions.Parse("""[{"pubsubName":"p","Topic":"t","routes":{"rules":[{"match":" event.type == 'a' ","path":"/a"}],"default":"/d"},"deadLetterTopic":"dead","bulkSubscribe":{"enabled":true,"maxMessagesCount":5,"maxAwaitDurationMs":200},"metadata":{"rawPayload":"true"}}]"""u8));
        Assert.Equal("p", subscription.PubSub);
        Assert.Equal("dead", subscription.DeadLetterTopic);
        Assert.Equal(["event.type == 'a'", ""], subscription.Rules.Select(r => r.Match));
        Assert.Equal(5, subscription.Bulk!.MaxMessages);
        Assert.Equal(TimeSpan.FromMilliseconds(200), subscription.Bulk.MaxAwait);
        Assert.Equal("true", subscription.Metadata["rawPayload"]);
    }

    [Fact]
    public void Parse_WithoutRoute_IsLeftOut() => Assert.Empty(ProgrammaticSubscriptions.Parse("""[{"pubsubname":"p","topic":"t"}]"""u8));

    [Fact]
    public void Parse_BulkNotEnabled_IsSingle() => Assert.Null(ProgrammaticSubscriptions.Parse("""[{"pubsubname":"p","topic":"t","route":"/t","bulkSubscribe":{"maxMessagesCount":5}}]"""u8)[0].Bulk);
}
