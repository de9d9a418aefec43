namespace VectorCare.Scraper.Hl7;

/// <summary>The separators a message declares in MSH-1 and MSH-2.</summary>
internal readonly record struct Hl7Delimiters(byte Field, byte Component, byte Repetition, byte Escape, byte Subcomponent)
{
    /// <summary>Reads them from the first bytes of an MSH segment; null when they are missing, repeated, or letters and digits.</summary>
    public static Hl7Delimiters? From(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < 8 || !segment.StartsWith("MSH"u8))
            return null;
        var marks = segment.Slice(3, 5);
        for (var i = 0; i < marks.Length; i++)
        {
            if (char.IsLetterOrDigit((char)marks[i]) || marks[i] <= (byte)' ' || marks[i] >= 0x7f || marks[..i].Contains(marks[i]))
                return null;
        }

        return new Hl7Delimiters(marks[0], marks[1], marks[2], marks[3], marks[4]);
    }
}
