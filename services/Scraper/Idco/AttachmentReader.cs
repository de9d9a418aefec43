using System.Buffers.Text;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Hl7;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Idco;

/// <summary>Finds the documents that are embedded in observations (OBX-5 of type ED: source, type, subtype, encoding, data).</summary>
internal sealed class AttachmentReader(List<NotUnderstood> notUnderstood)
{
    private const int Most = 64, Value = 5, Encoding = 4, Data = 5;
    private const string Unknown = "application/octet-stream";

    /// <summary>The documents so far, in the order of the message.</summary>
    public List<ParsedAttachment> Attachments { get; } = [];

    /// <summary>Takes the document of a segment.</summary>
    /// <param name="segment">An OBX of type ED.</param>
    /// <param name="where">Its place.</param>
    /// <param name="code">What it says of itself.</param>
    public void Read(Hl7Segment segment, string where, string? code)
    {
        var data = segment.Bytes(Value, Data);
        var problem = data.IsEmpty ? "truncated"
            : Attachments.Count == Most ? "too-many-attachments"
            : !string.Equals(segment.Text(Value, Encoding), "Base64", StringComparison.OrdinalIgnoreCase) ? "unknown-encoding"
            : !Base64.IsValid(data.Span, out var length) || length == 0 ? "bad-value"
            : null;
        if (problem is null)
            Attachments.Add(new ParsedAttachment(MediaType(segment), data));
        else
            notUnderstood.Add(new NotUnderstood(where, code, problem));
    }

    /// <summary>Type and subtype, which some write a component early.</summary>
    private static string MediaType(Hl7Segment segment)
    {
        string?[] said = [segment.Text(Value, 1), segment.Text(Value, 2), segment.Text(Value, 3)];
        return said.Where(s => s is not null).Select(s => s!.ToLowerInvariant()).ToArray() is [.., var type, var subtype] && type is "application" or "image" or "text" or "audio" or "video" && subtype.Length <= 64 && subtype.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '+' or '-')
            ? $"{type}/{subtype}"
            : Unknown;
    }
}
