using System.Globalization;
using System.Text;

namespace VectorCare.Scraper.Politeness.Robots;

/// <summary>Paths as they are compared: one octet has one form.</summary>
internal static class RobotsPath
{
    /// <summary>Unreserved characters as themselves, everything else beyond ASCII and every other escape as an escape in upper case.</summary>
    public static string Normal(ReadOnlySpan<char> path)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(path)];
        Encoding.UTF8.GetBytes(path, bytes);
        var normal = new StringBuilder(bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '%' && i + 2 < bytes.Length && byte.TryParse(bytes.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
            {
                i += 2;
                if (char.IsAsciiLetterOrDigit((char)octet) || (char)octet is '-' or '.' or '_' or '~')
                    normal.Append((char)octet);
                else
                    normal.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
            }
            else if (bytes[i] is > 0x20 and < 0x7F)
            {
                normal.Append((char)bytes[i]);
            }
            else
            {
                normal.Append('%').Append(bytes[i].ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return normal.ToString();
    }

    /// <summary>Whether a path begins as a line says. Only the last star is tried again, so that a line of stars costs no more than its length times the path's.</summary>
    public static bool Fits(string line, string path)
    {
        var toTheEnd = line.EndsWith('$');
        var pattern = toTheEnd ? line.AsSpan(0, line.Length - 1) : line;
        int at = 0, place = 0, star = -1, tried = 0;
        while (true)
        {
            if (at == pattern.Length && (!toTheEnd || place == path.Length))
                return true;
            if (at < pattern.Length && pattern[at] == '*')
                (star, tried, at) = (at, place, at + 1);
            else if (at < pattern.Length && place < path.Length && pattern[at] == path[place])
                (at, place) = (at + 1, place + 1);
            else if (star >= 0 && tried < path.Length)
                (at, place) = (star + 1, ++tried);
            else
                return false;
        }
    }
}
