using System.Collections.Concurrent;
using VectorCare.Scraper.Politeness.Robots;

namespace VectorCare.Scraper.Tests.Harness;

/// <summary>Copies of robots.txt in memory, shared by every scraper over it.</summary>
internal sealed class FakeRobotsStore : IRobotsStore
{
    public ConcurrentDictionary<string, RobotsCopy> Copies { get; } = new();

    public Task<(RobotsCopy? Copy, string? Etag)> ReadAsync(string vendor, CancellationToken cancellationToken) =>
        Task.FromResult((Copies.GetValueOrDefault(vendor), (string?)null));

    public Task WriteAsync(string vendor, RobotsCopy copy, string? etag, CancellationToken cancellationToken)
    {
        Copies[vendor] = copy;
        return Task.CompletedTask;
    }
}
