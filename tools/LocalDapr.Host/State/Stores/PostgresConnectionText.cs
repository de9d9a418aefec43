using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace LocalDapr.State.Stores;

/// <summary>Connection strings as PostgreSQL's own library writes them (<c>host=… port=…</c> or <c>postgres://…</c>), for the driver used here.</summary>
internal static partial class PostgresConnectionText
{
    /// <summary>Reads a connection string.</summary>
    /// <param name="text">Text; may be empty.</param>
    /// <returns>The driver's settings. Options it does not know are left out.</returns>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        var builder = new NpgsqlConnectionStringBuilder();
        if (text.Contains("://", StringComparison.Ordinal))
            ReadUri(new Uri(text), builder);
        else
            ReadPairs(text, builder);
        return builder;
    }

    private static void ReadUri(Uri uri, NpgsqlConnectionStringBuilder builder)
    {
        builder.Host = uri.Host;
        builder.Port = uri.Port > 0 ? uri.Port : 5432;
        var user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length == 2)
            builder.Password = Uri.UnescapeDataString(user[1]);
        if (uri.AbsolutePath.Length > 1)
            builder.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            Set(builder, parts[0], parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "");
        }
    }

    private static void ReadPairs(string text, NpgsqlConnectionStringBuilder builder)
    {
        // The driver's own form is taken as it is.
        if (text.Contains(';', StringComparison.Ordinal))
        {
            builder.ConnectionString = text;
            return;
        }
        var end = 0;
        foreach (Match match in Pair().Matches(text))
        {
            if (text[end..match.Index].Trim().Length > 0)
                break;
            end = match.Index + match.Length;
            var quoted = match.Groups["quoted"];
            Set(builder, match.Groups["name"].Value, quoted.Success ? Escape().Replace(quoted.Value, "$1") : match.Groups["plain"].Value);
        }
        if (text[end..].Trim().Length > 0)
            throw new FormatException("connectionString is not of the form name=value");
    }

    private static void Set(NpgsqlConnectionStringBuilder builder, string name, string value)
    {
        switch (name)
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
            case "sslmode":
                builder.SslMode = Enum.Parse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
                break;
            case "sslrootcert":
                builder.RootCertificate = value;
                break;
            case "connect_timeout":
                builder.Timeout = int.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "pool_max_conns":
                builder.MaxPoolSize = int.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "application_name":
                builder.ApplicationName = value;
                break;
            case "search_path":
                builder.SearchPath = value;
                break;
            default:
                break;
        }
    }

    [GeneratedRegex(@"(?<name>\w+)\s*=\s*(?:'(?<quoted>(?:[^'\\]|\\.)*)'|(?<plain>\S*))", RegexOptions.NonBacktracking)]
    private static partial Regex Pair();

    [GeneratedRegex(@"\\(.)", RegexOptions.NonBacktracking)]
    private static partial Regex Escape();
}
