using System.Globalization;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Hl7;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Idco;

/// <summary>Sorts the OBX segments of a message into understood terms, attachments, and what is not understood.</summary>
internal sealed class ObservationReader
{
    private static readonly HashSet<string> CodingSystems = ["MDC", "MDC_IDC", "MD"];
    private readonly TimeSpan _defaultOffset;
    private readonly AttachmentReader _attachments;

    public ObservationReader(TimeSpan defaultOffset)
    {
        _defaultOffset = defaultOffset;
        _attachments = new AttachmentReader(NotUnderstood);
    }

    /// <summary>Terms, in the order of the message.</summary>
    public List<Observation> Observations { get; } = [];

    /// <summary>What was not understood.</summary>
    public List<NotUnderstood> NotUnderstood { get; } = [];

    /// <summary>Embedded documents.</summary>
    public IReadOnlyList<ParsedAttachment> Attachments => _attachments.Attachments;

    /// <summary>Reads one segment.</summary>
    /// <param name="segment">An OBX.</param>
    /// <param name="position">Its place among the OBX, from 1: OBX-1 repeats in some messages.</param>
    public void Read(Hl7Segment segment, int position)
    {
        var where = "OBX-" + position.ToString(CultureInfo.InvariantCulture);
        var identifier = segment.Text(3);
        var name = segment.Text(3, 2);
        if (segment.Text(2) == "ED")
        {
            _attachments.Read(segment, where, Observation.Short(identifier));
            return;
        }

        var time = Hl7Time.Parse(segment.Text(14), _defaultOffset);
        if (IdcoTerms.FindVendor(segment.Text(3, 3), identifier) is { } vendorTerm)
        {
            Observations.Add(new Observation(where, vendorTerm, segment.Text(4) ?? string.Empty, Value(segment, vendorTerm), time));
            return;
        }

        if (!int.TryParse(identifier, NumberStyles.None, CultureInfo.InvariantCulture, out var code) || segment.Text(3, 3) is { } system && !CodingSystems.Contains(system))
        {
            NotUnderstood.Add(new NotUnderstood(where, Observation.Short(identifier), "unknown-coding-system"));
            return;
        }

        var (term, problem) = IdcoTerms.Choose(code, name);
        if (problem is not null)
            NotUnderstood.Add(new NotUnderstood(where, code.ToString(CultureInfo.InvariantCulture), problem));
        if (term is null)
            return;
        if (segment.Text(11) is "D" or "W" or "X")
            NotUnderstood.Add(new NotUnderstood(where, identifier, "withdrawn"));
        else
            Observations.Add(new Observation(where, term, segment.Text(4) ?? string.Empty, Value(segment, term), time));
    }

    private ObservedValue Value(Hl7Segment segment, IdcoTerm term)
    {
        var text = segment.Text(5);
        return new ObservedValue(text, segment.Text(5, 2), segment.Text(6), term.Kind == IdcoKind.Time ? Hl7Time.Parse(text, _defaultOffset) : null);
    }
}
