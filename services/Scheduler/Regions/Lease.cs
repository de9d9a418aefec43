using System.Text.Json;
using System.Text.Json.Serialization;
using VectorCare.Contracts;

namespace VectorCare.Scheduler.Regions;

/// <summary>Which region polls the patients of a home region. What is leased are due instants: no instant ever belongs to two regions, whatever their clocks say.</summary>
/// <param name="Home">Home region of the patients.</param>
/// <param name="Owner">Region that polls what is due from <paramref name="From"/> on and before <paramref name="Until"/>.</param>
/// <param name="Epoch">Grows by one whenever the owner changes, from 1.</param>
/// <param name="From">First due instant of this owner: where the one before it ended.</param>
/// <param name="Until">End of what the owner may poll; grows with every renewal.</param>
/// <param name="Before">Owner of the epoch before, which still has what is due before <paramref name="From"/>.</param>
/// <param name="BeforeFrom">First due instant of the epoch before.</param>
/// <param name="Next">Region that an operator wants as owner, or null.</param>
/// <param name="Held">True while no region may take the lease by itself.</param>
internal sealed record Lease(
    string Home,
    string Owner,
    long Epoch,
    DateTimeOffset From,
    DateTimeOffset Until,
    string? Before = null,
    DateTimeOffset? BeforeFrom = null,
    string? Next = null,
    bool Held = false)
{
    public static string Key(string home) => $"lease-v1-{home}";

    /// <summary>True when a region may poll what is due at an instant.</summary>
    public bool Covers(string region, DateTimeOffset due) =>
        (Owner == region && From <= due && due < Until) || (Before == region && BeforeFrom <= due && due < From);

    /// <summary>From when on transmissions on the portal are news: those before were seen by the owner before, who may have died right after a renewal and polled everybody within two cycles. Null in the first epoch.</summary>
    public DateTimeOffset? NewFrom(TimeSpan ttl) => Epoch == 1 ? null : From - ttl - TimeSpan.FromSeconds(2 * Slots.Count);

    /// <summary>The next epoch: another owner, of everything that is not the present one's.</summary>
    public Lease PassTo(string region, DateTimeOffset until) =>
        new(Home, region, Epoch + 1, Until, until, Owner, From, Next: null, Held);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Lease))]
internal sealed partial class LeaseJson : JsonSerializerContext;
