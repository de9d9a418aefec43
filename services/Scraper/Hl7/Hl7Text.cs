using System.Globalization;
using System.Text;

namespace VectorCare.Scraper.Hl7;

/// <summary>Text of a field: UTF-8, else Latin-1; escape sequences resolved. A broken escape stays as it is: it is text, never an error.</summary>
internal static class Hl7Text
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes a part of a field.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, Hl7Delimiters delimiters)
    {
        if (bytes.IsEmpty)
            return string.Empty;
        var text = Characters(bytes);
        return bytes.Contains(delimiters.Escape) ? Unescape(text, delimiters) : text;
    }

    private static string Characters(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    private static string Unescape(string text, Hl7Delimiters delimiters)
    {
        var result = new StringBuilder(text.Length);
        var escape = (char)delimiters.Escape;
        for (var i = 0; i < text.Length; i++)
        {
            var end = text[i] == escape ? text.IndexOf(escape, i + 1) : -1;
            var resolved = end < 0 ? null : Resolve(text[(i + 1)..end], delimiters);
            if (resolved is null)
            {
                result.Append(text[i]);
                continue;
            }

            result.Append(resolved);
            i = end;
        }

        return result.ToString();
    }

    private static string? Resolve(string sequence, Hl7Delimiters delimiters) => sequence switch
    {
        "F" => ((char)delimiters.Field).ToString(),
        "S" => ((char)delimiters.Component).ToString(),
        "T" => ((char)delimiters.Subcomponent).ToString(),
        "R" => ((char)delimiters.Repetition).ToString(),
        "E" => ((char)delimiters.Escape).ToString(),
        ".br" or ".sp" => "\n",
        "H" or "N" => string.Empty,
        ['X', .. { Length: > 0 } hex] => Hex(hex),
        _ => null,
    };

    private static string? Hex(string digits)
    {
        if (digits.Length % 2 != 0 || !digits.All(char.IsAsciiHexDigit))
            return null;
        var bytes = new byte[digits.Length / 2];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = byte.Parse(digits.AsSpan(i * 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return Characters(bytes);
    }
}
