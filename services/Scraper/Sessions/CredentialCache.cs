using System.Collections.Concurrent;
using System.Text.Json;
using Dapr;

namespace VectorCare.Scraper.Sessions;

/// <summary>Keeps credentials for a while and reads them again when a vendor refuses them, so that a rotation needs no restart. Credentials that were refused twice rest, so that no account is locked.</summary>
internal sealed class CredentialCache(ICredentialSource source, TimeProvider time)
{
    private const int MaxRefused = 2;
    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RereadAfter = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(20);
    private readonly ConcurrentDictionary<(string, string), Entry> _cache = new();

    /// <summary>The credentials of a clinic at a vendor; null where there are none, they cannot be read, or they rest.</summary>
    public async ValueTask<Credentials?> GetAsync(string vendor, string clinic, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!_cache.TryGetValue((vendor, clinic), out var kept) || now - kept.At >= (kept.Value is null || kept.Refusals > 0 ? RereadAfter : Keep))
            kept = await ReadAsync(vendor, clinic, kept, cancellationToken);
        return kept.Refusals >= MaxRefused && now < kept.RestUntil ? null : kept.Value;
    }

    /// <summary>The vendor refused these credentials.</summary>
    /// <returns>Newer ones to try at once, or null.</returns>
    public async ValueTask<Credentials?> RefusedAsync(string vendor, string clinic, Credentials refused, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        _cache.TryGetValue((vendor, clinic), out var kept);
        if (kept is not null && kept.Value == refused)
        {
            kept = kept with { Refusals = Math.Min(kept.Refusals + 1, MaxRefused), RestUntil = now + Rest };
            _cache[(vendor, clinic)] = kept;
        }

        if (kept is null || now - kept.At >= RereadAfter || kept.Refusals == 1)
            kept = await ReadAsync(vendor, clinic, kept, cancellationToken);
        return kept.Value == refused ? null : kept.Value;
    }

    private async Task<Entry> ReadAsync(string vendor, string clinic, Entry? kept, CancellationToken cancellationToken)
    {
        Credentials? value;
        try
        {
            value = await source.ReadAsync(vendor, clinic, cancellationToken);
        }
        catch (Exception error) when (error is DaprException or JsonException)
        {
            value = kept?.Value;
        }

        var entry = kept is not null && kept.Value == value ? kept with { At = time.GetUtcNow() } : new Entry(value, time.GetUtcNow(), 0, default);
        _cache[(vendor, clinic)] = entry;
        return entry;
    }

    private sealed record Entry(Credentials? Value, DateTimeOffset At, int Refusals, DateTimeOffset RestUntil);
}
