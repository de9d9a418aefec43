using System.Text;
using VectorCare.Scraper.Hl7;

namespace VectorCare.Scraper.Structure;

/// <summary>The structure of an HL7 message: its segments, its terms, and the types and units of their values. Messages of other senders than the vendor's own are forms of their own.</summary>
internal static class Hl7Shape
{
    /// <summary>Reads a message.</summary>
    public static PageShape Of(ReadOnlyMemory<byte> bytes)
    {
        var shape = new PageShape { Length = bytes.Length };
        var (error, messages) = Hl7Reader.Read(bytes);
        shape.Ended = error == Hl7Error.None && bytes.Span[^1] is (byte)'\r' or (byte)'\n' or 0x1c;
        foreach (var message in messages)
        {
            shape.Variant = message.Header.Text(3) ?? "-";
            foreach (var segment in message.Segments)
                Add(shape, segment);
        }

        return shape;
    }

    private static void Add(PageShape shape, Hl7Segment segment)
    {
        var name = segment.Name;
        shape.Add(ShingleKind.Field, string.Empty, name);
        if (!segment.Is("OBX"u8))
            return;
        var term = $"{segment.Text(3)}^{segment.Text(3, 3)}";
        shape.Add(ShingleKind.Field, name, term.Length <= 64 ? term : term[..64]);
        shape.Add(ShingleKind.Path, name, $"{segment.Text(2)}/{Unit(segment)}");
        shape.Add(ShingleKind.Look, name, segment.Reaches(15) ? "long" : "plain");
    }

    // A value that slipped into the unit's field must not become structure.
    private static string Unit(Hl7Segment segment) => segment.Text(6) is { Length: < 16 } unit && !unit.AsSpan().ContainsAnyInRange('0', '9') ? unit.Normalize(NormalizationForm.FormC) : segment.Text(6) is null ? string.Empty : "?";
}
