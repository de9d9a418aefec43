using System.Globalization;
using LocalDapr.Hosting;
using LocalDapr.Resources;
using Npgsql;

namespace LocalDapr.Bindings;

/// <summary>Turns what a component says of its PostgreSQL server (a URL, libpq's <c>host=… user=…</c>, or single fields) into a connection string of Npgsql.</summary>
internal static class PostgresAddress
{
    /// <summary>The connection string.</summary>
    /// <param name="spec">The component.</param>
    /// <returns>For Npgsql.</returns>
    /// <exception cref="LocalDaprException">It is malformed.</exception>
    public static string Of(ComponentSpec spec)
    {
        var builder = new NpgsqlConnectionStringBuilder();
        var given = spec["connectionString"] is { Length: > 0 } own ? own : spec["url"] ?? "";
        try
        {
            foreach (var (key, value) in given.Contains("://", StringComparison.Ordinal) ? OfUrl(given) : OfPairs(given))
                Set(builder, key, value);
            foreach (var key in new[] { "host", "port", "user", "password", "database" })
            {
                if (spec[key] is { Length: > 0 } value)
                    Set(builder, key, value);
            }
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new LocalDaprException($"{spec.Source}: the connection string of component '{spec.Name}' is malformed: {e.Message}", e);
        }

        return builder.Host is { Length: > 0 } ? builder.ConnectionString : throw new LocalDaprException($"{spec.Source}: component '{spec.Name}' names no host; give 'connectionString' or 'host'.");
    }

    private static void Set(NpgsqlConnectionStringBuilder builder, string key, string value)
    {
        switch (key)
        {
            case "host" or "hostaddr":
                builder.Host = value;
                break;
            case "port":
                builder.Port = int.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "user":
                builder.Username = value;
                break;
            case "password":
                builder.Password = value;
                break;
            case "dbname" or "database":
                builder.Database = value;
                break;
            case "connect_timeout":
                builder.Timeout = int.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "sslmode":
                builder.SslMode = Enum.Parse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
                break;
            case "sslrootcert":
                builder.RootCertificate = value;
                break;
            case "application_name":
                builder.ApplicationName = value;
                break;
            default:
                builder[key] = value;
                break;
        }
    }

    private static IEnumerable<(string Key, string Value)> OfPairs(string text)
    {
        foreach (var pair in text.Split([' ', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                throw new FormatException($"'{pair}' is not key=value");
            yield return (pair[..at].ToLowerInvariant(), pair[(at + 1)..].Trim('\''));
        }
    }

    private static IEnumerable<(string Key, string Value)> OfUrl(string text)
    {
        var url = new Uri(text);
        var user = url.UserInfo.Split(':', 2);
        yield return ("host", url.Host);
        if (url.Port > 0)
            yield return ("port", url.Port.ToString(CultureInfo.InvariantCulture));
        if (user[0].Length > 0)
            yield return ("user", Uri.UnescapeDataString(user[0]));
        if (user.Length > 1)
            yield return ("password", Uri.UnescapeDataString(user[1]));
        if (url.AbsolutePath.Length > 1)
            yield return ("database", url.AbsolutePath[1..]);
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)))
            yield return (pair[0], Uri.UnescapeDataString(pair.Length > 1 ? pair[1] : ""));
    }
}
