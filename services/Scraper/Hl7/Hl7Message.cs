namespace VectorCare.Scraper.Hl7;

/// <summary>One message: its segments in order, MSH first.</summary>
internal sealed record Hl7Message(IReadOnlyList<Hl7Segment> Segments)
{
    /// <summary>The header.</summary>
    public Hl7Segment Header => Segments[0];

    /// <summary>The first segment of a name, or null.</summary>
    public Hl7Segment? First(ReadOnlySpan<byte> name)
    {
        foreach (var segment in Segments)
        {
            if (segment.Is(name))
                return segment;
        }

        return null;
    }
}

/// <summary>Why bytes are not HL7 v2; its name is a reason code.</summary>
internal enum Hl7Error
{
    /// <summary>They are.</summary>
    None,

    /// <summary>Nothing there.</summary>
    Empty,

    /// <summary>It does not begin with MSH.</summary>
    NoHeader,

    /// <summary>MSH-1 and MSH-2 declare no usable separators.</summary>
    BadDelimiters,

    /// <summary>More segments than are read.</summary>
    TooManySegments,

    /// <summary>More bytes than are read.</summary>
    TooLarge,
}
