using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using VectorCare.Ingest.Polls;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Summary;

namespace VectorCare.Ingest.Tests.Storage;

/// <summary>The writer of a store, not started yet, with ledgers of its own where a test has none.</summary>
internal static class TestCommits
{
    public static GroupCommit Of(IEventStore store, TimeProvider clock, PollLedger? polls = null, AlertLedger? alerts = null, StorageOptions? options = null) =>
        new(store, polls ?? new PollLedger(), new Freshness(new TestMeters(), clock), alerts ?? new AlertLedger(), clock, Options.Create(options ?? new StorageOptions()), NullLogger<GroupCommit>.Instance);
}
