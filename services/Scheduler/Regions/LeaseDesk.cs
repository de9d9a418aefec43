using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using VectorCare.Scheduler.State;

namespace VectorCare.Scheduler.Regions;

/// <summary>A lease as an operator sees it.</summary>
/// <param name="Home">Home region of the patients.</param>
/// <param name="Owner">Region that polls them.</param>
/// <param name="Epoch">Grows by one whenever the owner changes.</param>
/// <param name="From">First due instant of this owner.</param>
/// <param name="Until">End of what the owner may poll unless it renews.</param>
/// <param name="Next">Region that an operator named as owner; it follows at the next renewal. Else null.</param>
/// <param name="Held">True while no region may take the lease by itself.</param>
public sealed record LeaseStatus(string Home, string Owner, long Epoch, DateTimeOffset From, DateTimeOffset Until, string? Next, bool Held);

/// <summary>Who polls whose patients, as the region that was asked knows it.</summary>
/// <param name="Own">That region; empty where there is only one.</param>
/// <param name="Leases">Leases by home region.</param>
public sealed record RegionsStatus(string Own, IReadOnlyList<LeaseStatus> Leases);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RegionsStatus))]
internal sealed partial class RegionsJson : JsonSerializerContext;

/// <summary>What became of an operator's command.</summary>
internal enum LeaseCommand
{
    /// <summary>The wish is stored; the owner follows at its next renewal, or the named region when the lease has run out.</summary>
    Stored,

    /// <summary>No such home region or owner is configured, or it has no lease yet.</summary>
    Unknown,

    /// <summary>The lease was written by others at every attempt.</summary>
    Overtaken,
}

/// <summary>Stores what operators want of a lease.</summary>
internal sealed partial class LeaseDesk(IFirstWriteStore<Lease> store, LeaseBook book, IOptions<RegionOptions> options, ILogger<LeaseDesk> log)
{
    private const int Attempts = 5;

    public RegionsStatus Show() =>
        new(options.Value.Own, [.. book.Leases.Select(l => new LeaseStatus(l.Home, l.Owner, l.Epoch, l.From, l.Until, l.Next, l.Held))]);

    /// <summary>Names the region that is to poll a home region's patients; null names this one.</summary>
    public Task<LeaseCommand> HandOverAsync(string home, string? to, CancellationToken cancellationToken)
    {
        var next = to ?? options.Value.Own;
        return options.Value.All.Contains(next) ? ChangeAsync(home, l => l with { Next = next }, cancellationToken) : Task.FromResult(LeaseCommand.Unknown);
    }

    /// <summary>Forbids, or allows again, that a region takes the lease by itself.</summary>
    public Task<LeaseCommand> HoldAsync(string home, bool held, CancellationToken cancellationToken) =>
        ChangeAsync(home, l => l with { Held = held }, cancellationToken);

    private async Task<LeaseCommand> ChangeAsync(string home, Func<Lease, Lease> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (!options.Value.All.Contains(home) || await store.ReadAsync(Lease.Key(home), cancellationToken) is not { } found)
                return LeaseCommand.Unknown;
            var changed = change(found.Value);
            if (!await store.TryWriteAsync(Lease.Key(home), changed, found.ETag, cancellationToken))
                continue;
            book.Accept(changed);
            LogCommand(log, home, changed.Next ?? changed.Owner, changed.Held);
            return LeaseCommand.Stored;
        }

        return LeaseCommand.Overtaken;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An operator wants patients of {Home} polled by {Owner}; held: {Held}")]
    private static partial void LogCommand(ILogger logger, string home, string owner, bool held);
}
