using System.Text;

namespace VectorCare.Scraper.Hl7;

/// <summary>One segment: a slice of the message's bytes; fields are decoded when they are asked for, so that embedded documents cost nothing.</summary>
internal readonly struct Hl7Segment(ReadOnlyMemory<byte> bytes, Hl7Delimiters delimiters)
{
    /// <summary>Most repetitions of a field and components of a repetition that are read: each is looked for from the start, so that more would cost the square.</summary>
    public const int MaxParts = 64;

    /// <summary>Three letters, for example <c>OBX</c>.</summary>
    public string Name => Encoding.Latin1.GetString(bytes.Span[..Math.Min(3, bytes.Length)]);

    /// <summary>Whether the segment has this name.</summary>
    public bool Is(ReadOnlySpan<byte> name) =>
        bytes.Span.StartsWith(name) && (bytes.Length == name.Length || bytes.Span[name.Length] == delimiters.Field);

    /// <summary>The raw bytes of a field, all repetitions; empty when absent.</summary>
    public ReadOnlySpan<byte> Raw(int field)
    {
        // MSH-1 is the separator itself, so that its fields count one higher.
        var index = Is("MSH"u8) ? field - 1 : field;
        return Part(bytes.Span, delimiters.Field, index);
    }

    /// <summary>Whether the segment goes as far as a field, even if that is empty.</summary>
    public bool Reaches(int field) => bytes.Span.Count(delimiters.Field) >= (Is("MSH"u8) ? field - 1 : field);

    /// <summary>A component of the first repetition of a field, unescaped and trimmed; null when absent or empty.</summary>
    public string? Text(int field, int component = 1) => Text(Part(Raw(field), delimiters.Repetition, 0), component);

    /// <summary>The bytes of a component of the first repetition of a field as they stand; empty when absent.</summary>
    public ReadOnlyMemory<byte> Bytes(int field, int component)
    {
        var part = Part(Part(Raw(field), delimiters.Repetition, 0), delimiters.Component, component - 1);
        return part.IsEmpty || !bytes.Span.Overlaps(part, out var at) ? default : bytes.Slice(at, part.Length);
    }

    /// <summary>A field as it stands, components included, unescaped; null when absent or empty.</summary>
    public string? Whole(int field)
    {
        var text = Hl7Text.Decode(Raw(field), delimiters).Trim();
        return text.Length == 0 ? null : text;
    }

    /// <summary>The repetitions of a field, each a list of its components; of both no more than <see cref="MaxParts"/>.</summary>
    public IEnumerable<IReadOnlyList<string?>> Repetitions(int field)
    {
        var count = Math.Min(Raw(field).Count(delimiters.Repetition) + 1, MaxParts);
        for (var i = 0; i < count; i++)
            yield return Components(field, i);
    }

    private string?[] Components(int field, int repetition)
    {
        var part = Part(Raw(field), delimiters.Repetition, repetition);
        var components = new string?[Math.Min(part.Count(delimiters.Component) + 1, MaxParts)];
        for (var i = 0; i < components.Length; i++)
            components[i] = Text(part, i + 1);
        return components;
    }

    private string? Text(ReadOnlySpan<byte> repetition, int component)
    {
        var text = Hl7Text.Decode(Part(repetition, delimiters.Component, component - 1), delimiters).Trim();
        return text.Length == 0 ? null : text;
    }

    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> from, byte separator, int index)
    {
        for (; index > 0; index--)
        {
            var next = from.IndexOf(separator);
            if (next < 0)
                return default;
            from = from[(next + 1)..];
        }

        var end = from.IndexOf(separator);
        return end < 0 ? from : from[..end];
    }
}
