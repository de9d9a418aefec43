using System.Text;

namespace VectorCare.Bench.Fuzz;

/// <summary>Changes pages, blindly and by their structure.</summary>
internal sealed class Mutations(Random random)
{
    private const int Longest = 256 * 1024;

    private static readonly byte[][] Odd =
    [
        .. new[]
        {
            "", "–", "0", "-0", "1e999", "NaN", "null", "true", "[]", "{}", "\"\"", "9999999999999999999999", "-1", "0,0", "1.234.567", "\0", "\uFEFF", "\u202E", "Ω", "\u2126", "�",
            "<", ">", "</table>", "<table>", "<tr>", "<td colspan=9999999>", "<!--", "-->", "<script>", "</html>", "<template>", "<svg>", "<select>", "<plaintext>", "&#x0;", "&#1114112;", "&amp", "<b><i><u>",
            "\r", "\n", "|", "^", "~", "\\", "&", "\\F\\", "\\X0\\", "\\XZZ\\", "\\H\\", "MSH|^~\\&|", "OBX|1|NM|721344^MDC_IDC_MSMT_BATTERY_VOLTAGE^MDC||", "PID|||X^^^CYGNUS", "20260231250000", "19000101", "+9999",
            "31.02.2026 25:00:00", "UTC+99:99", "DD/MM/YYYY HH:mm:ss", "[[[[[[[[", "}}}}", ",", ":", "\\u0000", "\\ud800",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>One to six changes, in a row.</summary>
    public byte[] Change(byte[] page, byte[] other, FuzzSyntax syntax)
    {
        for (var changes = random.Next(1, 7); changes > 0; changes--)
            page = Once(page, other, syntax);
        return page.Length <= Longest ? page : page[..Longest];
    }

    /// <summary>Takes one value away where values stand; everything else stays. Null where none was found.</summary>
    public byte[]? Blank(byte[] page, FuzzSyntax syntax)
    {
        var (open, close) = syntax switch { FuzzSyntax.Html => ("<td"u8.ToArray(), (byte)'<'), FuzzSyntax.Json => ("\"value\":"u8.ToArray(), (byte)','), _ => ("|NM|"u8.ToArray(), (byte)'\r') };
        var at = Find(page, open);
        if (at < 0)
            return null;
        if (syntax == FuzzSyntax.Hl7)
            at = After(page, After(page, at, '|'), '|');
        else if (syntax == FuzzSyntax.Html)
            at = After(page, at, '>');
        var end = at < 0 ? -1 : page.AsSpan(at).IndexOfAny(close, syntax switch { FuzzSyntax.Hl7 => (byte)'|', FuzzSyntax.Json => (byte)'}', _ => (byte)'<' });
        return end < 0 ? null : [.. page[..at], .. syntax == FuzzSyntax.Json ? "null"u8 : random.Next(2) == 0 ? ""u8 : syntax == FuzzSyntax.Html ? "–"u8 : "\"\""u8, .. page[(at + end)..]];
    }

    private byte[] Once(byte[] page, byte[] other, FuzzSyntax syntax)
    {
        if (page.Length < 2)
            return other;
        var (from, to) = random.Next(3) > 0 ? Part(page, syntax) : Range(page.Length);
        ReadOnlySpan<byte> part = page.AsSpan(from, to - from);
        switch (random.Next(10))
        {
            case 0:
                page = [.. page];
                page[random.Next(page.Length)] = (byte)random.Next(256);
                return page;
            case 1:
                return [.. page[..from], .. page[to..]];
            case 2:
                return [.. page[..to], .. Repeated(part), .. page[to..]];
            case 3:
                return page[..random.Next(1, page.Length)];
            case 4:
                var (a, b) = Part(other, syntax);
                return [.. page[..from], .. other[a..b], .. page[to..]];
            case 5:
                var (c, d) = Part(page, syntax);
                return d <= from ? [.. page[..c], .. part, .. page[d..from], .. page[c..d], .. page[to..]] : c >= to ? [.. page[..from], .. page[c..d], .. page[to..c], .. part, .. page[d..]] : page;
            case 6:
                return [.. page[..from], .. Encoding.Convert(Encoding.UTF8, random.Next(2) == 0 ? Encoding.Unicode : Encoding.Latin1, part.ToArray()), .. page[to..]];
            default:
                return [.. page[..from], .. Odd[random.Next(Odd.Length)], .. page[(random.Next(2) == 0 ? from : to)..]];
        }
    }

    private byte[] Repeated(ReadOnlySpan<byte> part)
    {
        var times = Math.Min(1 << random.Next(0, 14), Math.Max(1, Longest / Math.Max(1, part.Length)));
        var all = new byte[part.Length * times];
        for (var i = 0; i < times; i++)
            part.CopyTo(all.AsSpan(i * part.Length));
        return all;
    }

    /// <summary>A part between two marks of the syntax: a tag, a text, a property, a field, a segment.</summary>
    private (int From, int To) Part(byte[] page, FuzzSyntax syntax)
    {
        var marks = syntax switch { FuzzSyntax.Html => random.Next(2) == 0 ? "<>"u8 : "<"u8, FuzzSyntax.Json => random.Next(2) == 0 ? ",:{}[]\""u8 : "{}"u8, _ => random.Next(2) == 0 ? "|^~\r"u8 : "\r"u8 };
        var start = random.Next(page.Length);
        var from = page.AsSpan(start).IndexOfAny(marks);
        if (from < 0)
            return Range(page.Length);
        from += start + random.Next(2);
        var length = from >= page.Length ? -1 : page.AsSpan(from + 1 > page.Length ? from : from + 1).IndexOfAny(marks);
        return length < 0 ? (Math.Min(from, page.Length), page.Length) : (from, from + 1 + length);
    }

    private (int From, int To) Range(int length)
    {
        var from = random.Next(length);
        return (from, Math.Min(length, from + (1 << random.Next(0, 12))));
    }

    private int Find(byte[] page, byte[] mark)
    {
        var start = random.Next(page.Length);
        var at = page.AsSpan(start).IndexOf(mark);
        return at >= 0 ? at + start + mark.Length : page.AsSpan().IndexOf(mark) is >= 0 and var first ? first + mark.Length : -1;
    }

    private static int After(byte[] page, int after, char mark) => after < 0 || after >= page.Length || page.AsSpan(after).IndexOf((byte)mark) is not (>= 0 and var at) ? -1 : after + at + 1;
}
