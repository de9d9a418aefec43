using System.Collections.Concurrent;
using VectorCare.Scraper.Raw;

namespace VectorCare.Scraper.Tests.Harness;

/// <summary>Keeps raw bytes in memory, or does not.</summary>
internal sealed class FakeRawArchive : IRawArchive
{
    public ConcurrentDictionary<(Guid Patient, string Hash), byte[]> Kept { get; } = new();

    public RawKept Answer { get; set; } = RawKept.Kept;

    public bool IsAway { get; set; }

    public Task<(bool Answered, byte[]? Content)> FindAsync(Guid patient, string hash, CancellationToken cancellationToken) =>
        Task.FromResult((!IsAway, IsAway ? null : Kept.GetValueOrDefault((patient, hash))));

    public Task<RawKept> KeepAsync(Guid patient, string vendor, string hash, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (Answer == RawKept.Kept)
            Kept[(patient, hash)] = content.ToArray();
        return Task.FromResult(Answer);
    }
}
