using System.Globalization;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Hl7;

namespace VectorCare.Scraper.Idco;

/// <summary>Sorts the OBX segments of a message into understood terms, attachments, and what is not understood.</summary>
internal sealed class ObservationReader(TimeSpan defaultOffset)
{
    private static readonly HashSet<string> CodingSystems = ["MDC", "MDC_IDC", "MD"];

    /// <summary>Terms, in the order of the message.</summary>
    public List<Observation> Observations { get; } = [];

    /// <summary>What was not understood.</summary>
    public List<NotUnderstood> NotUnderstood { get; } = [];

    /// <summary>Embedded documents; they are counted, not read.</summary>
    public int Attachments { get; private set; }

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
            if (segment.Raw(5).IsEmpty)
                NotUnderstood.Add(new NotUnderstood(where, Short(identifier), "truncated"));
            else
                Attachments++;
            return;
        }

        var time = Hl7Time.Parse(segment.Text(14), defaultOffset);
        if (IdcoTerms.FindVendor(segment.Text(3, 3), identifier) is { } vendorTerm)
        {
            Observations.Add(new Observation(where, vendorTerm, segment.Text(4) ?? string.Empty, segment, time));
            return;
        }

        if (!int.TryParse(identifier, NumberStyles.None, CultureInfo.InvariantCulture, out var code) || segment.Text(3, 3) is { } system && !CodingSystems.Contains(system))
        {
            NotUnderstood.Add(new NotUnderstood(where, Short(identifier), "unknown-coding-system"));
            return;
        }

        if (Find(code, name, where) is not { } term)
            return;
        if (segment.Text(11) is "D" or "W" or "X")
            NotUnderstood.Add(new NotUnderstood(where, identifier, "withdrawn"));
        else
            Observations.Add(new Observation(where, term, segment.Text(4) ?? string.Empty, segment, time));
    }

    private IdcoTerm? Find(int code, string? name, string where)
    {
        var term = IdcoTerms.Find(code);
        var named = name is null ? null : IdcoTerms.Find(name);
        if (term is not null && (name is null || named == term))
            return term;
        var text = code.ToString(CultureInfo.InvariantCulture);
        if (term is null && named is { Channel: "LV" } && named.Code == code + 1)
        {
            // Some systems number the left ventricle +2 instead of +3. The name decides: no other channel has that code.
            NotUnderstood.Add(new NotUnderstood(where, text, "conflicting-code"));
            return named;
        }

        NotUnderstood.Add(new NotUnderstood(where, text, term is null && named is null ? "unknown-code" : "conflicting-code"));
        return null;
    }

    private static string? Short(string? text) => text is { Length: > 128 } ? text[..128] : text;
}
