namespace VectorCare.Scraper.Hl7;

/// <summary>Splits bytes into messages and segments. Segment ends may be CR, LF or CRLF, and doubled; a byte order mark and MLLP framing are skipped. Nothing is copied.</summary>
internal static class Hl7Reader
{
    /// <summary>Longest input in bytes.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Most segments of one input.</summary>
    public const int MaxSegments = 10_000;

    /// <summary>Reads every message of the input.</summary>
    /// <param name="input">The bytes; the messages keep slices of them.</param>
    /// <returns>The messages in order, or why there are none.</returns>
    public static (Hl7Error Error, IReadOnlyList<Hl7Message> Messages) Read(ReadOnlyMemory<byte> input)
    {
        if (input.Length > MaxBytes)
            return (Hl7Error.TooLarge, []);
        var rest = SkipFraming(input);
        if (rest.IsEmpty)
            return (Hl7Error.Empty, []);

        var messages = new List<Hl7Message>(1);
        List<Hl7Segment>? segments = null;
        Hl7Delimiters delimiters = default;
        var count = 0;
        while (!rest.IsEmpty)
        {
            var end = rest.Span.IndexOfAny((byte)'\r', (byte)'\n');
            var line = (end < 0 ? rest : rest[..end]).TrimEnd((byte)0x1c).TrimStart((byte)0x0b);
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.IsEmpty)
                continue;
            if (++count > MaxSegments)
                return (Hl7Error.TooManySegments, []);
            if (line.Span.StartsWith("MSH"u8))
            {
                if (Hl7Delimiters.From(line.Span) is not { } declared)
                    return (Hl7Error.BadDelimiters, []);
                delimiters = declared;
                segments = [];
                messages.Add(new Hl7Message(segments));
            }

            if (segments is null)
                return (Hl7Error.NoHeader, []);
            segments.Add(new Hl7Segment(line, delimiters));
        }

        return messages.Count == 0 ? (Hl7Error.Empty, []) : (Hl7Error.None, messages);
    }

    private static ReadOnlyMemory<byte> SkipFraming(ReadOnlyMemory<byte> input)
    {
        if (input.Span.StartsWith("\uFEFF"u8))
            input = input[3..];
        return input.TrimStart(" \r\n\t\v"u8);
    }
}
