using System.Globalization;
using System.Text.RegularExpressions;
using LocalDapr.Resources;
using Npgsql;

namespace LocalDapr.Storage;

/// <summary>Where a component's PostgreSQL server is: a connection string as PostgreSQL's own library writes it (<c>host=… port=…</c> or <c>postgres://…</c>) or as the driver here does, and single fields that win over it.</summary>
internal static partial class PostgresAddress
{
    private static readonly Dictionary<string, Action<NpgsqlConnectionStringBuilder, string>> Options = new(StringComparer.Ordinal)
    {
        ["host"] = static (b, v) => b.Host = v,
        ["hostaddr"] = static (b, v) => b.Host = v,
        ["port"] = static (b, v) => b.Port = int.Parse(v, CultureInfo.InvariantCulture),
        ["user"] = static (b, v) => b.Username = v,
        ["password"] = static (b, v) => b.Password = v,
        ["dbname"] = static (b, v) => b.Database = v,
        ["database"] = static (b, v) => b.Database = v,
        ["connect_timeout"] = static (b, v) => b.Timeout = int.Parse(v, CultureInfo.InvariantCulture),
        ["application_name"] = static (b, v) => b.ApplicationName = v,
        ["search_path"] = static (b, v) => b.SearchPath = v,
        ["timezone"] = static (b, v) => b.Timezone = v,
        ["options"] = static (b, v) => b.Options = v,
        ["sslmode"] = static (b, v) => b.SslMode = Enum.Parse<SslMode>(v.Replace("-", "", StringComparison.Ordinal), ignoreCase: true),
        ["sslrootcert"] = static (b, v) => b.RootCertificate = v,
        ["sslcert"] = static (b, v) => b.SslCertificate = v,
        ["sslkey"] = static (b, v) => b.SslKey = v,
        ["pool_max_conns"] = static (b, v) => b.MaxPoolSize = int.Parse(v, CultureInfo.InvariantCulture),
        ["pool_min_conns"] = static (b, v) => b.MinPoolSize = int.Parse(v, CultureInfo.InvariantCulture),

        // Tuning of Dapr's own driver: accepted, as its components name it, and without meaning for the one here.
        ["pool_max_conn_lifetime"] = static (_, _) => { },
        ["pool_max_conn_lifetime_jitter"] = static (_, _) => { },
        ["pool_max_conn_idle_time"] = static (_, _) => { },
        ["pool_health_check_period"] = static (_, _) => { },
        ["default_query_exec_mode"] = static (_, _) => { },
        ["statement_cache_capacity"] = static (_, _) => { },
        ["description_cache_capacity"] = static (_, _) => { },
    };

    /// <summary>Reads a component's address: <c>connectionString</c> (or <c>url</c>), then <c>host</c>, <c>hostaddr</c>, <c>port</c>, <c>user</c>, <c>password</c>, <c>database</c>.</summary>
    /// <param name="spec">The component.</param>
    /// <returns>The driver's settings, with a host.</returns>
    /// <exception cref="FormatException">It is malformed, has an unknown option, or names no host; the message names the component and its file.</exception>
    public static NpgsqlConnectionStringBuilder Of(ComponentSpec spec)
    {
        try
        {
            var builder = Parse(spec["connectionString"] is { Length: > 0 } text ? text : spec["url"] ?? "");
            foreach (var field in new[] { "hostaddr", "host", "port", "user", "password", "database" })
            {
                if (spec[field] is { Length: > 0 } value)
                    Options[field](builder, value);
            }

            return builder.Host is { Length: > 0 } ? builder : throw new FormatException("neither connectionString nor host is given");
        }
        catch (Exception error) when (error is FormatException or ArgumentException or OverflowException)
        {
            throw new FormatException($"component {spec.Name} ({spec.Source}): {error.Message}", error);
        }
    }

    /// <summary>Reads a connection string.</summary>
    /// <param name="text">Text; may be empty.</param>
    /// <returns>The driver's settings.</returns>
    /// <exception cref="FormatException">The text has another form, or an option that nobody knows.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        // The driver's own form is taken as it is.
        if (text.Contains(';', StringComparison.Ordinal))
            return new NpgsqlConnectionStringBuilder(text);
        var builder = new NpgsqlConnectionStringBuilder();
        foreach (var (name, value) in text.Contains("://", StringComparison.Ordinal) ? OfUrl(new Uri(text)) : OfPairs(text))
        {
            if (!Options.TryGetValue(name, out var set))
                throw new FormatException($"connection option '{name}' is not known.{NearestName.Hint(name, Options.Keys)}");
            set(builder, value);
        }

        return builder;
    }

    private static IEnumerable<(string Name, string Value)> OfUrl(Uri url)
    {
        var user = url.UserInfo.Split(':', 2);
        yield return ("host", url.Host);
        if (url.Port > 0)
            yield return ("port", url.Port.ToString(CultureInfo.InvariantCulture));
        if (user[0].Length > 0)
            yield return ("user", Uri.UnescapeDataString(user[0]));
        if (user.Length > 1)
            yield return ("password", Uri.UnescapeDataString(user[1]));
        if (url.AbsolutePath.Length > 1)
            yield return ("database", Uri.UnescapeDataString(url.AbsolutePath[1..]));
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)))
            yield return (pair[0], Uri.UnescapeDataString(pair.Length > 1 ? pair[1] : ""));
    }

    private static IEnumerable<(string Name, string Value)> OfPairs(string text)
    {
        var end = 0;
        foreach (Match match in Pair().Matches(text))
        {
            if (text[end..match.Index].Trim().Length > 0)
                break;
            end = match.Index + match.Length;
            var quoted = match.Groups["quoted"];
            yield return (match.Groups["name"].Value, quoted.Success ? Escape().Replace(quoted.Value, "$1") : match.Groups["plain"].Value);
        }

        if (text[end..].Trim().Length > 0)
            throw new FormatException("connectionString is not of the form name=value");
    }

    [GeneratedRegex(@"(?<name>\w+)\s*=\s*(?:'(?<quoted>(?:[^'\\]|\\.)*)'|(?<plain>\S*))", RegexOptions.NonBacktracking)]
    private static partial Regex Pair();

    [GeneratedRegex(@"\\(.)", RegexOptions.NonBacktracking)]
    private static partial Regex Escape();
}
