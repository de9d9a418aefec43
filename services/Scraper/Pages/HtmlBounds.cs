using System.Collections.Frozen;
using System.Text;

namespace VectorCare.Scraper.Pages;

/// <summary>Bounds what parsing a page can cost, before it is parsed: time grows with the square of the nesting, and open formatting elements are copied into every paragraph after them.</summary>
internal static class HtmlBounds
{
    /// <summary>Most start tags of a page, ten times as many as a full page has.</summary>
    public const int MaxTags = 6_000;

    /// <summary>Most start tags that browsers copy when they are not closed (links too), and most without an end tag.</summary>
    public const int MaxFormatting = 2_000, MaxOpenFormatting = 200;

    private static readonly FrozenSet<string> Formatting = new[] { "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Names = Formatting.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether the page is within bounds.</summary>
    public static bool Holds(ReadOnlySpan<byte> page)
    {
        int tags = 0, formatting = 0, closed = 0;
        Span<char> name = stackalloc char[8];
        while (page.IndexOf((byte)'<') is >= 0 and var open)
        {
            page = page[(open + 1)..];
            var closes = page.StartsWith("/"u8);
            page = closes ? page[1..] : page;
            var length = 0;
            while (length < name.Length && length < page.Length && char.IsAsciiLetter((char)page[length]))
                length++;
            if (length == 0)
                continue;
            Encoding.Latin1.GetChars(page[..length], name);
            var formats = Names.Contains(name[..length]) ? 1 : 0;
            closed += closes ? formats : 0;
            formatting += closes ? 0 : formats;
            tags += closes ? 0 : 1;
            if (tags > MaxTags || formatting > MaxFormatting)
                return false;
        }

        return formatting - closed <= MaxOpenFormatting;
    }
}
