using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Contracts;
using VectorCare.Ingest.Events;
using VectorCare.Ingest.Letters;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Tests.Servers;
using VectorCare.Ingest.Tests.Storage;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Ingest.Tests.Letters;

public sealed class LetterStoreTests
{
    private readonly FakeTimeProvider _clock = new(Samples.Transmission.SeenAt);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KeepAsync_StoreIsNotOpenYet_WaitsForIt()
    {
        await using var place = new SqlitePlace();
        await using var replica = place.Replica(_clock);
        using var commits = TestCommits.Of(replica.Store, _clock);
        var letters = new LetterStore(replica.Database, commits, new LetterClassifier(new Plausibility(_clock, Options.Create(new StorageOptions())), _clock), _clock);

        var keeping = letters.KeepAsync(Topics.DeadLetter(Topics.Transmissions), new DeadLetter("not json"u8.ToArray(), null, null), Stop);
        Assert.False(keeping.IsCompleted);
        await commits.StartAsync(Stop);

        Assert.True(await keeping);
        Assert.Single(await letters.ListAsync(open: true, null, null, 10, Stop));
        await commits.StopAsync(Stop);
    }
}
