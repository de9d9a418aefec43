using LocalDapr.PubSub;
using LocalDapr.Resources;

namespace LocalDapr.Tests.PubSub;

public sealed class TopicScopesTests
{
    [Theory]
    [InlineData("", "", "", true)]
    [InlineData("open, other", "", "", false)]
    [InlineData("t,other", "", "", true)]
    [InlineData("", "t", "", false)]
    [InlineData("", "t", "app=t", true)]
    [InlineData("", "", "app=other", false)]
    [InlineData("", "", "app=", false)]
    [InlineData("", "", "someone=other", true)]
    [InlineData("", "", "someone=other; app = other , t", true)]
    public void MayPublish_ByAllowedProtectedAndScope(string allowed, string guarded, string scopes, bool expected)
    {
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["allowedTopics"] = allowed, ["protectedTopics"] = guarded, ["publishingScopes"] = scopes };
        Assert.Equal(expected, new TopicScopes(new ComponentSpec("pubsub", "pubsub.local", "v1", metadata, "test"), "app").MayPublish("t"));
    }
}
