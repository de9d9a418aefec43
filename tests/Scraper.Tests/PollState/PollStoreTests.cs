using LocalDapr.Tests.State;

namespace VectorCare.Scraper.Tests.PollState;

public sealed class InMemoryPollStoreTests : PollStoreContract
{
    private protected override (string Type, string Version, string Name, string Value) Component() => ("state.in-memory", "v1", "actorStateStore", "false");
}

public sealed class SqlitePollStoreTests : PollStoreContract
{
    private protected override (string Type, string Version, string Name, string Value) Component() => ("state.sqlite", "v1", "connectionString", "polls.db");
}

public sealed class RedisPollStoreTests(RedisServer server) : PollStoreContract, IClassFixture<RedisServer>
{
    private protected override bool FollowsTheTestsClock => false;

    private protected override (string Type, string Version, string Name, string Value) Component()
    {
        if (server.Address is null)
            Assert.Skip(server.Missing);
        return ("state.redis", "v1", "redisHost", server.Address);
    }
}

public sealed class PostgresPollStoreTests(PostgresServer server) : PollStoreContract, IClassFixture<PostgresServer>
{
    private protected override string TablePrefix => "polls_";

    private protected override (string Type, string Version, string Name, string Value) Component()
    {
        if (server.ConnectionString is null)
            Assert.Skip(server.Missing);
        return ("state.postgresql", "v2", "connectionString", server.ConnectionString);
    }
}
