using System.Globalization;
using LocalDapr.Jobs.Times;
using LocalDapr.Resources;
using StackExchange.Redis;

namespace LocalDapr.State.Stores;

/// <summary>Metadata of <c>state.redis</c>.</summary>
/// <param name="Connection">Where and how to connect.</param>
/// <param name="Ttl">Text of the expiry of values without one of their own (<c>ttlInSeconds</c>), or null.</param>
internal sealed record RedisStateOptions(ConfigurationOptions Connection, string? Ttl)
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Reads them.</summary>
    /// <param name="spec">The component.</param>
    /// <returns>The options.</returns>
    /// <exception cref="FormatException">Something is missing or malformed; the message names all of it.</exception>
    public static RedisStateOptions Parse(ComponentSpec spec)
    {
        var errors = new List<string>();
        var options = new ConfigurationOptions
        {
            User = Given("redisUsername"),
            Password = Given("redisPassword"),
            Ssl = bool.TryParse(spec["enableTLS"], out var tls) && tls,
            ConnectTimeout = Milliseconds("dialTimeout"),
            SyncTimeout = Milliseconds("readTimeout"),
            AsyncTimeout = Milliseconds("readTimeout"),
        };
        if (spec["redisHost"] is not { Length: > 0 } hosts)
            errors.Add("redisHost is missing");
        else
            AddHosts(options, hosts);
        if (Given("redisDB") is { } database)
        {
            if (int.TryParse(database, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                options.DefaultDatabase = number;
            else
                errors.Add($"redisDB '{database}' is no number");
        }
        if (!Stores.Ttl.TryParse(spec["ttlInSeconds"], out _))
            errors.Add($"ttlInSeconds '{spec["ttlInSeconds"]}' is no number");
        return errors.Count == 0
            ? new RedisStateOptions(options, Given("ttlInSeconds"))
            : throw new FormatException($"component {spec.Name} ({spec.Source}): {string.Join("; ", errors)}");

        string? Given(string name) => spec[name] is { Length: > 0 } text ? text : null;

        int Milliseconds(string name)
        {
            if (Given(name) is not { } text)
                return (int)DefaultTimeout.TotalMilliseconds;
            if (GoDuration.TryParse(text, out var value) && value > TimeSpan.Zero)
                return (int)value.TotalMilliseconds;
            errors.Add($"{name} '{text}' is no duration like 5s");
            return 0;
        }
    }

    private static void AddHosts(ConfigurationOptions options, string hosts)
    {
        foreach (var host in hosts.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            options.EndPoints.Add(host);
    }
}
