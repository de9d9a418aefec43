using System.Globalization;
using System.Text;

namespace LocalDapr.Jobs;

/// <summary>Path segments as Dapr writes them into callbacks.</summary>
internal static class GoPath
{
    private const string Kept = "-_.~$&+,/:;=@";

    /// <summary>Escapes a name completely.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The segment.</returns>
    public static string EscapeAll(string name) => Escape(name.Replace("%", "%25", StringComparison.Ordinal))!;

    /// <summary>Escapes a name. Percent escapes that stand in it already are kept.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The segment, or null when a percent sign in it begins no escape: such a path cannot be called.</returns>
    public static string? Escape(string name)
    {
        var path = new StringBuilder(name.Length);
        foreach (var value in Encoding.UTF8.GetBytes(name))
        {
            if (char.IsAsciiLetterOrDigit((char)value) || value == '%' || Kept.Contains((char)value, StringComparison.Ordinal))
                path.Append((char)value);
            else
                path.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
        }
        for (var i = name.IndexOf('%', StringComparison.Ordinal); i >= 0; i = name.IndexOf('%', i + 1))
        {
            if (i + 2 >= name.Length || !char.IsAsciiHexDigit(name[i + 1]) || !char.IsAsciiHexDigit(name[i + 2]))
                return null;
        }
        return path.ToString();
    }
}
