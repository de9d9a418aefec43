using System.Text.Json;
using System.Text.Json.Serialization;
using Dapr.Client;
using VectorCare.Contracts;
using VectorCare.Scraper.PollState;

namespace VectorCare.Scraper.Politeness.Robots;

/// <summary>What is known of a vendor's robots.txt.</summary>
/// <param name="Rules">The lines for us as read last; null when it was never in reach.</param>
/// <param name="Until">Until then it is not asked for again.</param>
/// <param name="AwaySince">Since when it is out of reach; null when it was not the last time.</param>
internal sealed record RobotsCopy(IReadOnlyList<RobotsRule>? Rules, DateTimeOffset Until, DateTimeOffset? AwaySince);

/// <summary>The copies of robots.txt, for all replicas: each vendor is asked once a day, however many there are and however often they start.</summary>
internal interface IRobotsStore
{
    /// <summary>The copy of a vendor's, or null, and the etag to write with.</summary>
    Task<(RobotsCopy? Copy, string? Etag)> ReadAsync(string vendor, CancellationToken cancellationToken);

    /// <summary>Keeps a copy, unless another replica kept one in between.</summary>
    Task WriteAsync(string vendor, RobotsCopy copy, string? etag, CancellationToken cancellationToken);
}

/// <summary>Copies in component <see cref="ComponentNames.PollStore"/>, key <c>robots-v1-{vendor}</c>.</summary>
internal sealed class DaprRobotsStore(DaprClient dapr) : IRobotsStore
{
    public Task<(RobotsCopy? Copy, string? Etag)> ReadAsync(string vendor, CancellationToken cancellationToken) =>
        dapr.ReadAsync(Key(vendor), RobotsJson.Default.RobotsCopy, cancellationToken);

    public Task WriteAsync(string vendor, RobotsCopy copy, string? etag, CancellationToken cancellationToken) =>
        dapr.TryWriteAsync(Key(vendor), copy, RobotsJson.Default.RobotsCopy, etag, cancellationToken);

    private static string Key(string vendor) => "robots-v1-" + vendor;
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RobotsCopy))]
internal sealed partial class RobotsJson : JsonSerializerContext;
